package io.holdfast.sql.pgwire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds what a client sends, byte by byte. */
final class WireClient {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  static byte[] startup(int version, String... parameters) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (String each : parameters) {
      body.writeBytes(string(each));
    }
    body.write(0);
    return ByteBuffer.allocate(8 + body.size())
        .putInt(8 + body.size())
        .putInt(version)
        .put(body.toByteArray())
        .array();
  }

  WireClient start(String... parameters) {
    bytes.writeBytes(startup(3 << 16, parameters));
    return this;
  }

  WireClient code(int code, int... more) {
    ByteBuffer packet = ByteBuffer.allocate(8 + 4 * more.length).putInt(8 + 4 * more.length);
    packet.putInt(code);
    for (int each : more) {
      packet.putInt(each);
    }
    bytes.writeBytes(packet.array());
    return this;
  }

  WireClient message(char type, Object... fields) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (Object field : fields) {
      if (field instanceof String text) {
        body.writeBytes(string(text));
      } else if (field instanceof Integer number) {
        body.writeBytes(ByteBuffer.allocate(4).putInt(number).array());
      } else if (field instanceof Short number) {
        body.writeBytes(ByteBuffer.allocate(2).putShort(number).array());
      } else if (field instanceof Character letter) {
        body.write(letter);
      } else if (field instanceof byte[] raw) {
        body.writeBytes(raw);
      } else {
        throw new IllegalArgumentException("field " + field);
      }
    }
    bytes.write(type);
    bytes.writeBytes(ByteBuffer.allocate(4).putInt(4 + body.size()).array());
    bytes.writeBytes(body.toByteArray());
    return this;
  }

  WireClient raw(int... raw) {
    for (int each : raw) {
      bytes.write(each);
    }
    return this;
  }

  WireClient query(String sql) {
    return message('Q', sql);
  }

  WireClient parse(String name, String sql, int... oids) {
    ByteBuffer types = ByteBuffer.allocate(2 + 4 * oids.length).putShort((short) oids.length);
    for (int oid : oids) {
      types.putInt(oid);
    }
    return message('P', name, sql, types.array());
  }

  /** Parameters in text. */
  WireClient bind(String portal, String statement, @Nullable String... values) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (String value : values) {
      byte[] text = value == null ? new byte[0] : value.getBytes(StandardCharsets.UTF_8);
      body.writeBytes(ByteBuffer.allocate(4).putInt(value == null ? -1 : text.length).array());
      body.writeBytes(text);
    }
    return message(
        'B', portal, statement, (short) 0, (short) values.length, body.toByteArray(), (short) 0);
  }

  WireClient describe(char kind, String name) {
    return message('D', kind, name);
  }

  WireClient execute(String portal, int rowsMax) {
    return message('E', portal, rowsMax);
  }

  WireClient sync() {
    return message('S');
  }

  WireClient terminate() {
    return message('X');
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  static byte[] string(String text) {
    return Arrays.copyOf(
        text.getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.UTF_8).length + 1);
  }

  static byte[] concat(List<byte[]> parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    parts.forEach(all::writeBytes);
    return all.toByteArray();
  }
}
