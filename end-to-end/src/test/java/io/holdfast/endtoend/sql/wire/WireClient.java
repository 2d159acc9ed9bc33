package io.holdfast.endtoend.sql.wire;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One connection, protocol 3.0, trust. */
public final class WireClient implements AutoCloseable {
  private static final int PROTOCOL_3_0 = 196_608;

  /** A backend message. */
  private record Message(char type, ByteBuffer body) {}

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;
  private final Map<String, String> parameters = new TreeMap<>();
  private final List<WireError> notices = new ArrayList<>();
  private char status = '?';

  private WireClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
    this.out = new DataOutputStream(socket.getOutputStream());
  }

  /** Connects and waits until the server is ready. */
  public static WireClient connect(String host, int port, String database) throws IOException {
    Socket socket = new Socket(host, port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) Duration.ofSeconds(60).toMillis());
    WireClient client = new WireClient(socket);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream fields = new DataOutputStream(body);
    fields.writeInt(PROTOCOL_3_0);
    for (String word : List.of("user", "postgres", "database", database, "TimeZone", "UTC")) {
      writeString(fields, word);
    }
    fields.writeByte(0);
    client.out.writeInt(body.size() + 4);
    client.out.write(body.toByteArray());
    client.out.flush();
    List<WireResult> refused = client.readUntilReady();
    if (!refused.isEmpty()) {
      client.close();
      throw new IOException("refused: " + refused);
    }
    return client;
  }

  /** What the server reported of itself and the session. */
  public Map<String, String> parameters() {
    return parameters;
  }

  /** Notices since the last statement. */
  public List<WireError> notices() {
    return notices;
  }

  /** I, T or E of the last ReadyForQuery. */
  public char status() {
    return status;
  }

  /** Simple query: one result per statement, the last may be an error. */
  public List<WireResult> query(String sql) throws IOException {
    notices.clear();
    send('Q', bytes(sql));
    return readUntilReady();
  }

  /** The only result of a text with one statement. */
  public WireResult one(String sql) throws IOException {
    List<WireResult> results = query(sql);
    if (results.size() != 1) {
      throw new IOException(results.size() + " results for: " + sql);
    }
    return results.get(0);
  }

  /**
   * Parse, Bind, Describe, Execute, Sync of the unnamed statement with text parameters and results.
   */
  public WireResult extended(String sql, List<@Nullable String> arguments) throws IOException {
    notices.clear();
    ByteArrayOutputStream parse = new ByteArrayOutputStream();
    parse.write(0);
    parse.write(bytes(sql));
    parse.write(new byte[2]);
    send('P', parse.toByteArray());
    ByteArrayOutputStream bound = new ByteArrayOutputStream();
    DataOutputStream bind = new DataOutputStream(bound);
    bind.write(new byte[4]); // portal "", statement "", no parameter formats
    bind.writeShort(arguments.size());
    for (String argument : arguments) {
      if (argument == null) {
        bind.writeInt(-1);
      } else {
        byte[] value = argument.getBytes(StandardCharsets.UTF_8);
        bind.writeInt(value.length);
        bind.write(value);
      }
    }
    bind.writeShort(0);
    send('B', bound.toByteArray());
    send('D', new byte[] {'P', 0});
    send('E', new byte[5]);
    send('S', new byte[0]);
    List<WireResult> results = readUntilReady();
    if (results.size() != 1) {
      throw new IOException(results.size() + " results for: " + sql);
    }
    return results.get(0);
  }

  /** Simple query that asks for COPY data; {@code data} follows as one CopyData message. */
  public List<WireResult> copyIn(String sql, String data) throws IOException {
    notices.clear();
    send('Q', bytes(sql));
    send('d', data.getBytes(StandardCharsets.UTF_8));
    send('c', new byte[0]);
    return readUntilReady();
  }

  /** Sends messages and Sync; answers what came before ReadyForQuery, a line for each message. */
  public List<String> sync(WireMessages messages) throws IOException {
    return exchange(messages.withEnd('S'), Integer.MAX_VALUE);
  }

  /** Sends messages and Flush; answers what comes for them, up to the first error. */
  public List<String> flush(WireMessages messages) throws IOException {
    return exchange(messages.withEnd('H'), messages.answers());
  }

  private List<String> exchange(byte[] bytes, int answersMax) throws IOException {
    out.write(bytes);
    out.flush();
    List<String> lines = new ArrayList<>();
    int answers = 0;
    while (answers < answersMax) {
      Message message = read();
      switch (message.type()) {
        case 'Z' -> {
          status = (char) message.body().get();
          return lines;
        }
        case '1', '2', '3', 'C', 'I', 's', 'T', 'n' -> answers++;
        case 'E' -> answers = answersMax == Integer.MAX_VALUE ? answers : answersMax;
        default -> {
          // Part of the answer that one of these ends.
        }
      }
      if (message.type() != 'N' && message.type() != 'S') {
        lines.add(WireWords.of(message.type(), message.body(), StandardCharsets.UTF_8));
      }
    }
    return lines;
  }

  private void send(char type, byte[] body) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream(body.length + 5);
    DataOutputStream head = new DataOutputStream(frame);
    head.writeByte(type);
    head.writeInt(body.length + 4);
    head.write(body);
    out.write(frame.toByteArray());
    out.flush();
  }

  private static byte[] bytes(String text) {
    return (text + '\0').getBytes(StandardCharsets.UTF_8);
  }

  private static void writeString(DataOutputStream target, String text) throws IOException {
    target.write(bytes(text));
  }

  private Message read() throws IOException {
    char type = (char) in.readUnsignedByte();
    byte[] body = new byte[in.readInt() - 4];
    in.readFully(body);
    return new Message(type, ByteBuffer.wrap(body));
  }

  private List<WireResult> readUntilReady() throws IOException {
    List<WireResult> results = new ArrayList<>();
    WireResult current = new WireResult();
    while (true) {
      Message message = read();
      switch (message.type()) {
        case 'Z' -> {
          status = (char) message.body().get();
          return results;
        }
        case 'T' -> current.columns = columns(message.body());
        case 'D' -> current.rows.add(row(message.body()));
        case 'd' ->
            current.rows.add(List.of(StandardCharsets.UTF_8.decode(message.body()).toString()));
        case 'C', 'I' -> {
          current.tag = message.type() == 'I' ? "" : string(message.body());
          results.add(current);
          current = new WireResult();
        }
        case 'E' -> {
          WireError error = error(message.body());
          current.error = error;
          results.add(current);
          current = new WireResult();
          if ("FATAL".equals(error.fields().get('S'))) {
            return results; // The server closes now.
          }
        }
        case 'N' -> notices.add(error(message.body()));
        case 'S' -> parameters.put(string(message.body()), string(message.body()));
        case 'R' -> {
          int request = message.body().getInt();
          if (request != 0) {
            throw new IOException("authentication request " + request);
          }
        }
        case 'K', '1', '2', '3', 'n', 't', 's', 'G', 'H', 'c' -> {
          // Nothing of the comparison rests on these.
        }
        default -> throw new IOException("unexpected message " + message.type());
      }
    }
  }

  private static List<WireColumn> columns(ByteBuffer body) {
    int count = body.getShort();
    List<WireColumn> columns = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = string(body);
      body.getInt();
      body.getShort();
      int oid = body.getInt();
      body.getShort();
      int typmod = body.getInt();
      body.getShort();
      columns.add(new WireColumn(name, oid, typmod));
    }
    return columns;
  }

  private static List<@Nullable String> row(ByteBuffer body) {
    int count = body.getShort();
    List<@Nullable String> row = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int length = body.getInt();
      if (length < 0) {
        row.add(null);
      } else {
        byte[] value = new byte[length];
        body.get(value);
        row.add(new String(value, StandardCharsets.UTF_8));
      }
    }
    return row;
  }

  private static WireError error(ByteBuffer body) {
    Map<Character, String> fields = new TreeMap<>();
    for (byte code = body.get(); code != 0; code = body.get()) {
      fields.put((char) code, string(body));
    }
    return new WireError(fields);
  }

  private static String string(ByteBuffer body) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (byte next = body.get(); next != 0; next = body.get()) {
      text.write(next);
    }
    return text.toString(StandardCharsets.UTF_8);
  }

  /** Says goodbye and closes. */
  @Override
  public void close() throws IOException {
    try {
      send('X', new byte[0]);
    } finally {
      socket.close();
    }
  }
}
