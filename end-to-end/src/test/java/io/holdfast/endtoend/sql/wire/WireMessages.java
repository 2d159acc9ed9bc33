package io.holdfast.endtoend.sql.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The messages of the extended protocol, as bytes a driver would send. */
public final class WireMessages {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private int answers;

  /** Parse. */
  public WireMessages parse(String name, String sql) {
    return message('P', text(name), text(sql), new byte[2]);
  }

  /** Bind with parameters and results in text. */
  public WireMessages bind(String portal, String statement, List<@Nullable String> values) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(new byte[2]);
    body.writeBytes(ByteBuffer.allocate(2).putShort((short) values.size()).array());
    for (String value : values) {
      byte[] raw = value == null ? new byte[0] : value.getBytes(StandardCharsets.UTF_8);
      body.writeBytes(ByteBuffer.allocate(4).putInt(value == null ? -1 : raw.length).array());
      body.writeBytes(raw);
    }
    body.writeBytes(new byte[2]);
    return message('B', text(portal), text(statement), body.toByteArray());
  }

  /** Describe of a statement (S) or a portal (P). */
  public WireMessages describe(char kind, String name) {
    return message('D', new byte[] {(byte) kind}, text(name));
  }

  /** Execute; 0: all rows. */
  public WireMessages execute(String portal, int rowsMax) {
    return message('E', text(portal), ByteBuffer.allocate(4).putInt(rowsMax).array());
  }

  /** Close. */
  public WireMessages close(char kind, String name) {
    return message('C', new byte[] {(byte) kind}, text(name));
  }

  private static byte[] text(String text) {
    return (text + '\0').getBytes(StandardCharsets.UTF_8);
  }

  private WireMessages message(char type, byte[]... parts) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      body.writeBytes(part);
    }
    bytes.write(type);
    bytes.writeBytes(ByteBuffer.allocate(4).putInt(body.size() + 4).array());
    bytes.writeBytes(body.toByteArray());
    answers++;
    return this;
  }

  /** How many of them are answered when all goes well. */
  int answers() {
    return answers;
  }

  byte[] withEnd(char end) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(bytes.toByteArray());
    all.write(end);
    all.writeBytes(new byte[] {0, 0, 0, 4});
    return all.toByteArray();
  }
}
