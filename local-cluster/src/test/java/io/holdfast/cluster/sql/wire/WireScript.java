package io.holdfast.cluster.sql.wire;

import io.holdfast.sql.pgwire.ByteSink;
import io.holdfast.sql.pgwire.Frame;
import io.holdfast.sql.pgwire.FrameSource;
import io.holdfast.sql.pgwire.Startup;
import io.holdfast.sql.pgwire.WireConnection;
import io.holdfast.sql.server.SqlEngine;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a driver sends, message by message, and what it gets: a line for each piece of bytes that
 * left the server, so that one sees when an answer was sent and not only that it was.
 */
final class WireScript implements FrameSource, ByteSink {
  private static final int LETTER_AND_LENGTH = 5;

  private final ArrayDeque<Frame> frames = new ArrayDeque<>();
  private final List<String> pieces = new ArrayList<>();
  private final Map<String, String> parameters = new TreeMap<>();
  private final Map<Integer, Runnable> meanwhile = new TreeMap<>();
  private int sent;
  private int taken;
  private boolean ready;

  WireScript(String... settings) {
    parameters.put("user", "postgres");
    parameters.put("database", "postgres");
    for (int i = 0; i < settings.length; i += 2) {
      parameters.put(settings[i], settings[i + 1]);
    }
  }

  // ---- what the driver sends ----

  WireScript query(String sql) {
    return message('Q', text(sql));
  }

  WireScript parse(String name, String sql, int... oids) {
    ByteBuffer types = ByteBuffer.allocate(2 + 4 * oids.length).putShort((short) oids.length);
    for (int oid : oids) {
      types.putInt(oid);
    }
    return message('P', text(name), text(sql), types.array());
  }

  WireScript bind(String portal, String statement, @Nullable String... values) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(new byte[2]);
    body.writeBytes(ByteBuffer.allocate(2).putShort((short) values.length).array());
    for (String value : values) {
      byte[] bytes = value == null ? new byte[0] : value.getBytes(StandardCharsets.UTF_8);
      body.writeBytes(ByteBuffer.allocate(4).putInt(value == null ? -1 : bytes.length).array());
      body.writeBytes(bytes);
    }
    body.writeBytes(new byte[2]);
    return message('B', text(portal), text(statement), body.toByteArray());
  }

  WireScript describe(char kind, String name) {
    return message('D', new byte[] {(byte) kind}, text(name));
  }

  WireScript execute(String portal, int rowsMax) {
    return message('E', text(portal), ByteBuffer.allocate(4).putInt(rowsMax).array());
  }

  WireScript close(char kind, String name) {
    return message('C', new byte[] {(byte) kind}, text(name));
  }

  WireScript copyData(String data) {
    return message('d', data.getBytes(StandardCharsets.UTF_8));
  }

  WireScript copyDone() {
    return message('c');
  }

  WireScript flush() {
    return message('H');
  }

  WireScript sync() {
    return message('S');
  }

  WireScript message(char type, byte[]... parts) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      body.writeBytes(part);
    }
    frames.add(new Frame(type, body.toByteArray()));
    sent++;
    return this;
  }

  /** Others do something before the server takes the next message. */
  WireScript meanwhile(Runnable others) {
    meanwhile.put(sent, others);
    return this;
  }

  private static byte[] text(String text) {
    return (text + '\0').getBytes(StandardCharsets.UTF_8);
  }

  // ---- the conversation ----

  /** Everything the server sent after its first ReadyForQuery, a line for each piece. */
  List<String> run(SqlEngine engine) {
    Startup.Begin startup = new Startup.Begin(parameters, 0, List.of());
    WireConnection.serve(this, this, startup, engine, 4711, 42, session -> {});
    return pieces;
  }

  @Override
  public @Nullable Frame next(long waitNanosMax) {
    Runnable others = meanwhile.remove(taken);
    if (others != null) {
      others.run();
    }
    taken++;
    return frames.poll();
  }

  @Override
  public @Nullable Frame peek() {
    return meanwhile.containsKey(taken) ? null : frames.peek();
  }

  @Override
  public boolean ended() {
    return frames.isEmpty();
  }

  @Override
  public void write(byte[] bytes, int length) {
    String piece = piece(ByteBuffer.wrap(bytes, 0, length));
    if (ready) {
      pieces.add(piece);
    } else if (piece.endsWith("Z I")) {
      ready = true;
    } else {
      pieces.add(piece); // Refused.
    }
  }

  // ---- what it gets, in words ----

  private static String piece(ByteBuffer in) {
    List<String> messages = new ArrayList<>();
    while (in.remaining() >= LETTER_AND_LENGTH) {
      char type = (char) in.get();
      int end = in.position() + in.getInt();
      String words = words(type, in);
      messages.add(words.isEmpty() ? String.valueOf(type) : type + " " + words);
      in.position(end);
    }
    return String.join(", ", messages);
  }

  private static String words(char type, ByteBuffer in) {
    return switch (type) {
      case 'Z' -> String.valueOf((char) in.get());
      case 'C' -> string(in);
      case 'S' -> string(in) + "=" + string(in);
      case 'E', 'N' -> report(in);
      case 'T' -> columns(in);
      case 'D' -> row(in);
      case 't' -> types(in);
      default -> "";
    };
  }

  private static String report(ByteBuffer in) {
    Map<Character, String> fields = new TreeMap<>();
    for (byte code = in.get(); code != 0; code = in.get()) {
      fields.put((char) code, string(in));
    }
    String routine = fields.get('R');
    return fields.get('C') + (routine == null ? "" : " in " + routine);
  }

  private static String columns(ByteBuffer in) {
    List<String> columns = new ArrayList<>();
    int count = in.getShort();
    for (int i = 0; i < count; i++) {
      String name = string(in);
      in.position(in.position() + 6);
      columns.add(name + ":" + in.getInt());
      in.position(in.position() + 8);
    }
    return String.join(" ", columns);
  }

  private static String types(ByteBuffer in) {
    List<String> types = new ArrayList<>();
    int count = in.getShort();
    for (int i = 0; i < count; i++) {
      types.add(String.valueOf(in.getInt()));
    }
    return String.join(" ", types);
  }

  private static String row(ByteBuffer in) {
    List<String> values = new ArrayList<>();
    int count = in.getShort();
    for (int i = 0; i < count; i++) {
      int length = in.getInt();
      byte[] value = new byte[Math.max(0, length)];
      in.get(value);
      values.add(length < 0 ? "NULL" : new String(value, StandardCharsets.UTF_8));
    }
    return String.join("|", values);
  }

  private static String string(ByteBuffer in) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (byte next = in.get(); next != 0; next = in.get()) {
      text.write(next);
    }
    return text.toString(StandardCharsets.UTF_8);
  }
}
