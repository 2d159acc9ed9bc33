package io.holdfast.sql.pgwire;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.plan.logical.OutputColumn;
import io.holdfast.sql.session.CopySource;
import io.holdfast.sql.session.Notice;
import io.holdfast.sql.session.ParameterValues;
import io.holdfast.sql.session.ResultSink;
import io.holdfast.sql.session.SessionEndedException;
import io.holdfast.sql.session.SqlSession;
import io.holdfast.sql.session.TransactionStatus;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.TypeContext;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A conversation without a database: every text is a small script ("rows 3", "fail", "copy"), and
 * whatever the connection asks of the session is noted.
 */
final class Scripted implements FrameSource, ByteSink, SqlSession, SessionOpener {
  static final int MESSAGE_BYTES_MAX = 1024 * 1024;

  final List<String> calls = new ArrayList<>();
  final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  final List<byte[]> writes = new ArrayList<>();
  private final ArrayDeque<Frame> frames = new ArrayDeque<>();
  private final Map<String, String> statements = new TreeMap<>();
  private final Map<String, String> portals = new TreeMap<>();
  private final Map<String, Integer> rowsDone = new TreeMap<>();
  private final SortedMap<String, String> untold = new TreeMap<>(Map.of("a", "1"));
  private TransactionStatus status = TransactionStatus.IDLE;
  private @Nullable SessionEndedException broken;
  long idleNanos;
  boolean silentClient;

  /** Cuts and serves everything a client sends; answers what the server sent. */
  static List<String> talk(WireClient client) {
    return new Scripted().serve(client.bytes());
  }

  List<String> serve(byte[] bytes) {
    serveQuietly(bytes);
    return WireTranscript.of(sent.toByteArray());
  }

  void serveQuietly(byte[] bytes) {
    FrameCutter cutter = new FrameCutter(MESSAGE_BYTES_MAX);
    List<Startup.Begin> begun = new ArrayList<>();
    Consumer<Frame> taker =
        frame -> {
          if (!begun.isEmpty()) {
            frames.add(frame);
            return;
          }
          Startup request = Startup.read(frame);
          if (request instanceof Startup.Begin begin) {
            begun.add(begin);
            cutter.startupIsOver();
          } else if (request instanceof Startup.Encrypt) {
            sent.write('N');
          } else {
            calls.add(request.toString());
          }
        };
    try {
      cutter.feed(bytes, 0, bytes.length, taker);
    } catch (SqlException e) {
      if (begun.isEmpty()) {
        WireConnection.refuse(this, e);
        return;
      }
      broken = new SessionEndedException(e);
    }
    if (!begun.isEmpty()) {
      WireConnection.serve(this, this, begun.get(0), this, 7, 42, session -> {});
    }
  }

  // ---- the socket ----

  @Override
  public @Nullable Frame next(long waitNanosMax) {
    Frame frame = frames.poll();
    if (frame == null && broken != null) {
      throw broken;
    }
    return frame;
  }

  @Override
  public @Nullable Frame peek() {
    return frames.peek();
  }

  @Override
  public boolean ended() {
    return !silentClient && frames.isEmpty();
  }

  @Override
  public void write(byte[] bytes, int length) {
    sent.write(bytes, 0, length);
    writes.add(java.util.Arrays.copyOf(bytes, length));
  }

  // ---- the session ----

  @Override
  public SqlSession open(
      int processId, String user, String database, Map<String, String> parameters) {
    calls.add("open " + user + " " + database + " " + parameters);
    if (database.equals("nowhere")) {
      throw new SqlException(SqlState.INVALID_CATALOG_NAME, "database \"nowhere\" does not exist");
    }
    return this;
  }

  private static SqlException failure() {
    return new SqlException(SqlState.DIVISION_BY_ZERO, "division by zero", 8)
        .withDetail("d")
        .withHint("h")
        .with(SqlException.Field.TABLE, "t1")
        .with(SqlException.Field.CONSTRAINT, "c1");
  }

  private void run(String sql, int done, int rowsMax, boolean announce, ResultSink sink) {
    String[] words = sql.split(" ", -1);
    switch (words[0]) {
      case "rows" -> {
        int count = words.length > 1 ? number(words[1]) : 0;
        sink.begin(columns(), new short[] {}, announce);
        int end = rowsMax == 0 ? count : Math.min(count, done + rowsMax);
        for (long i = done; i < end; i++) {
          sink.row(new @Nullable Object[] {i, i % 2 == 0 ? "é" + i : null});
        }
        if (end < count) {
          sink.suspended();
        } else {
          sink.complete("SELECT " + (end - done));
        }
      }
      case "fail" -> throw failure();
      case "begin" -> {
        status = TransactionStatus.IN_BLOCK;
        sink.complete("BEGIN");
      }
      case "notice" -> {
        sink.notice(
            Notice.warning(
                new SqlException(
                    SqlState.NO_ACTIVE_SQL_TRANSACTION, "there is no transaction in progress")));
        sink.complete("COMMIT");
      }
      case "set" -> {
        untold.put("TimeZone", words.length > 1 ? words[1] : "");
        sink.complete("SET");
      }
      case "copy" -> {
        CopySource source = sink.copyIn(2, false);
        StringBuilder data = new StringBuilder();
        for (byte[] piece = source.next(() -> {}); piece != null; piece = source.next(() -> {})) {
          data.append(new String(piece, StandardCharsets.UTF_8));
        }
        calls.add("copied " + data);
        sink.complete("COPY " + data.length());
      }
      case "out" -> {
        sink.beginCopyOut(1, false);
        sink.copyData(new byte[] {'x', '\n', '?'}, 2);
        sink.endCopyOut();
        sink.complete("COPY 1");
      }
      case "end" -> throw idleTooLong();
      case "" -> sink.emptyQuery();
      default -> sink.complete(sql.toUpperCase(java.util.Locale.ROOT));
    }
  }

  /** Noise may have changed the number. */
  private static int number(String word) {
    return word.matches("[0-9]{1,5}") ? Integer.parseInt(word) : 0;
  }

  private static List<OutputColumn> columns() {
    return List.of(
        OutputColumn.computed("n", SqlType.INT4), OutputColumn.computed("t", SqlType.TEXT));
  }

  @Override
  public void simpleQuery(String sql, ResultSink sink) {
    calls.add("query " + sql);
    for (String each : sql.split(";", -1)) {
      run(each, 0, 0, true, sink);
    }
  }

  @Override
  public void parse(String name, String sql, int[] parameterOids, ResultSink sink) {
    calls.add("parse " + name + ":" + sql + ":" + parameterOids.length);
    if (sql.startsWith("syntax")) {
      throw new SqlException(SqlState.SYNTAX_ERROR, "syntax error at or near \"syntax\"", 1);
    }
    statements.put(name, sql);
  }

  @Override
  public void bind(
      String portal, String statement, ParameterValues parameters, short[] resultFormats) {
    StringBuilder shown = new StringBuilder();
    for (byte[] value : parameters.values()) {
      shown.append(' ').append(value == null ? "NULL" : new String(value, StandardCharsets.UTF_8));
    }
    calls.add("bind " + portal + ":" + statement + shown);
    String sql = statements.get(statement);
    if (sql == null) {
      throw new SqlException(
          SqlState.INVALID_SQL_STATEMENT_NAME,
          "prepared statement \"" + statement + "\" does not exist");
    }
    portals.put(portal, sql);
    rowsDone.put(portal, 0);
  }

  @Override
  public StatementDescription describeStatement(String name) {
    return new StatementDescription(
        List.of(SqlType.INT4),
        statements.getOrDefault(name, "").startsWith("rows") ? columns() : null);
  }

  @Override
  public @Nullable PortalDescription describePortal(String name) {
    return portals.getOrDefault(name, "").startsWith("rows")
        ? new PortalDescription(columns(), new short[] {1, 0})
        : null;
  }

  @Override
  public void execute(String portal, int rowsMax, boolean syncFollows, ResultSink sink) {
    calls.add("execute " + portal + " " + rowsMax + (syncFollows ? " then sync" : ""));
    int done = rowsDone.getOrDefault(portal, 0);
    run(portals.getOrDefault(portal, ""), done, rowsMax, false, sink);
    rowsDone.put(portal, done + rowsMax);
  }

  @Override
  public void closeStatement(String name) {
    calls.add("close statement " + name);
    statements.remove(name);
  }

  @Override
  public void closePortal(String name) {
    calls.add("close portal " + name);
    portals.remove(name);
  }

  @Override
  public void sync(ResultSink sink) {
    calls.add("sync");
  }

  @Override
  public void fail() {
    if (status == TransactionStatus.IN_BLOCK) {
      status = TransactionStatus.FAILED;
    }
  }

  @Override
  public TransactionStatus status() {
    return status;
  }

  @Override
  public TypeContext typeContext() {
    return TypeContext.UTC;
  }

  @Override
  public SortedMap<String, String> untoldSettings() {
    SortedMap<String, String> news = new TreeMap<>(untold);
    untold.clear();
    return news;
  }

  @Override
  public long idleNanosMax() {
    return idleNanos;
  }

  @Override
  public SessionEndedException idleTooLong() {
    return new SessionEndedException(
        new SqlException(
            SqlState.IDLE_IN_TRANSACTION_TIMEOUT,
            "terminating connection due to idle-in-transaction timeout"));
  }

  @Override
  public void cancel() {
    calls.add("cancel");
  }

  @Override
  public void shutDown() {
    calls.add("shut down");
  }

  @Override
  public void close() {
    calls.add("closed");
  }
}
