package io.holdfast.endtoend.sql.wire;

import io.holdfast.sql.pgwire.ByteSink;
import io.holdfast.sql.pgwire.Frame;
import io.holdfast.sql.pgwire.FrameSource;
import io.holdfast.sql.pgwire.Startup;
import io.holdfast.sql.pgwire.WireConnection;
import io.holdfast.sql.server.SqlEngine;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
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
  private final Map<Integer, Charset> charsets = new TreeMap<>();
  private Charset charset = StandardCharsets.UTF_8;
  private Charset answers = StandardCharsets.UTF_8;
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

  /** The encoding of what follows, and of the answers to it. */
  WireScript in(Charset next) {
    charset = next;
    charsets.put(sent, next);
    return this;
  }

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
      byte[] bytes = value == null ? new byte[0] : value.getBytes(charset);
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
    return message('d', data.getBytes(charset));
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

  private byte[] text(String text) {
    return (text + '\0').getBytes(charset);
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
    answers = charsets.getOrDefault(taken, answers);
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

  private String piece(ByteBuffer in) {
    List<String> messages = new ArrayList<>();
    while (in.remaining() >= LETTER_AND_LENGTH) {
      char type = (char) in.get();
      int end = in.position() + in.getInt(in.position());
      in.getInt();
      messages.add(WireWords.of(type, in, answers));
      in.position(end);
    }
    return String.join(", ", messages);
  }
}
