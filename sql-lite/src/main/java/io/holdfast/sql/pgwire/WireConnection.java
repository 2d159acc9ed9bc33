package io.holdfast.sql.pgwire;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.session.ParameterValues;
import io.holdfast.sql.session.PeerGoneException;
import io.holdfast.sql.session.SessionEndedException;
import io.holdfast.sql.session.SqlSession;
import io.holdfast.sql.session.SqlSession.PortalDescription;
import io.holdfast.sql.type.TypeContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One conversation, from the end of the start-up negotiation to its end: takes frames in order,
 * drives the session, answers. Runs on the connection's own thread.
 */
public final class WireConnection {
  private final FrameSource in;
  private final WireOutput out;
  private final SqlSession session;
  private final ClientEncoding encoding;
  private final Pipeline pipeline = new Pipeline();

  /** After an error in the extended protocol everything is skipped up to the next Sync. */
  private boolean skipping;

  private WireConnection(FrameSource in, ByteSink out, SqlSession session) {
    this.in = in;
    this.session = session;
    this.encoding = new ClientEncoding(session::clientEncoding);
    this.out =
        new WireOutput(
            out,
            session::typeContext,
            session::wants,
            () -> new CopyFrames(in, encoding.current()),
            encoding);
  }

  /**
   * Opens a session and serves it until the client leaves, the session is ended or the client's
   * bytes make no sense.
   *
   * @param opened learns of the session before the client does, e.g. to cancel it
   */
  public static void serve(
      FrameSource in,
      ByteSink out,
      Startup.Begin startup,
      SessionOpener opener,
      int processId,
      int secret,
      Consumer<SqlSession> opened) {
    SqlSession session;
    try {
      session = open(startup, opener, processId);
    } catch (SqlException e) {
      refuse(out, e);
      return;
    }
    try (session) {
      opened.accept(session);
      new WireConnection(in, out, session).run(startup, processId, secret);
    } catch (PeerGoneException e) {
      // The end of a conversation like any other; closing the session rolls back.
      return;
    }
  }

  private static SqlSession open(Startup.Begin startup, SessionOpener opener, int processId) {
    String user = startup.user();
    String database = startup.database();
    if (user == null || database == null) {
      throw new SqlException(
          SqlState.INVALID_AUTHORIZATION, "no PostgreSQL user name specified in startup packet");
    }
    Map<String, String> settings = new TreeMap<>(startup.parameters());
    settings.remove("user");
    settings.remove("database");
    return opener.open(processId, user, database, settings);
  }

  /** Tells a client why there is no session for it. */
  public static void refuse(ByteSink out, SqlException error) {
    try {
      byte[] bytes = fatal(error);
      out.write(bytes, bytes.length);
    } catch (PeerGoneException e) {
      // Nobody is there to be told.
      return;
    }
  }

  /** The bytes of an ErrorResponse of severity FATAL. */
  public static byte[] fatal(SqlException error) {
    List<byte[]> bytes = new ArrayList<>(1);
    WireOutput output =
        new WireOutput(
            (piece, length) -> bytes.add(Arrays.copyOf(piece, length)),
            () -> TypeContext.UTC,
            severity -> true,
            () -> {
              throw new IllegalStateException("no session to copy into");
            },
            new ClientEncoding(() -> "UTF8"));
    output.error(error, true);
    output.flush();
    return bytes.get(0);
  }

  private void run(Startup.Begin startup, int processId, int secret) {
    if (startup.minorVersion() > 0 || !startup.unknownOptions().isEmpty()) {
      out.negotiate(startup.unknownOptions());
    }
    out.welcome(session.untoldSettings(), processId, secret);
    try {
      ready();
      boolean open = true;
      while (open) {
        open = step();
      }
    } catch (SessionEndedException e) {
      out.error(e.error(), true);
      out.flush();
    }
  }

  private boolean step() {
    Frame frame = in.next(session.idleNanosMax());
    if (frame == null) {
      if (in.ended()) {
        return false;
      }
      throw session.idleTooLong();
    }
    if (frame.type() == 'X') {
      return false;
    }
    if (skipping && frame.type() != 'S') {
      return true;
    }
    pipeline.add(frame, out.mark());
    try {
      handle(frame);
    } catch (SqlException e) {
      SqlException last = again(e);
      if (last != null) {
        out.error(last, false);
        // A message we could not read is no statement: the session does not know of it yet.
        session.fail();
        afterError(frame.type());
      }
    }
    if (frame.type() == 'S' || frame.type() == 'Q') {
      pipeline.end();
    }
    return true;
  }

  /**
   * Does the messages since the last Sync again, as long as the session finds that this helps and
   * the client has not seen anything of them (rule SQL-13). Answers the error that stays, null for
   * none.
   */
  private @Nullable SqlException again(SqlException failure) {
    SqlException last = failure;
    int attempts = 1;
    while (pipeline.repeatable()
        && !out.sentSince(pipeline.mark())
        && session.mayRunAgain(last, attempts)) {
      out.rewind(pipeline.mark());
      attempts++;
      try {
        for (Frame frame : pipeline.frames()) {
          if (frame.type() == 'P') {
            // It is there since the first time.
            session.closeStatement(new FrameReader(frame, encoding.current()).readString());
          }
          handle(frame);
        }
        return null;
      } catch (SqlException e) {
        last = e;
      }
    }
    return last;
  }

  private void afterError(int type) {
    if (type == 'Q' || type == 'F' || type == 'S') {
      ready();
    } else {
      skipping = true;
      // Rule SQL-11: a client that sent Flush and no Sync waits for this; nothing else is answered.
      out.flush();
    }
  }

  private void handle(Frame frame) {
    FrameReader reader = new FrameReader(frame, encoding.current());
    switch (frame.type()) {
      case 'Q' -> query(reader);
      case 'P' -> parse(reader);
      case 'B' -> bind(reader);
      case 'D' -> describe(reader);
      case 'E' -> execute(reader);
      case 'C' -> close(reader);
      case 'H' -> {
        reader.end();
        out.flush();
      }
      case 'S' -> {
        skipping = false;
        reader.end();
        session.sync(out);
        ready();
      }
      case 'd', 'c', 'f' -> {
        // What a client sent before it knew that its COPY had failed.
      }
      case 'F' ->
          throw new SqlException(
              SqlState.FEATURE_NOT_SUPPORTED, "fastpath function calls are not supported");
      default ->
          throw new SessionEndedException(
              FrameReader.violation("invalid frontend message type " + frame.type()));
    }
  }

  private void ready() {
    session.untoldSettings().forEach(out::parameterStatus);
    out.ready(session.status());
  }

  private void query(FrameReader reader) {
    String sql = reader.readString();
    reader.end();
    session.simpleQuery(sql, out);
    ready();
  }

  private void parse(FrameReader reader) {
    String name = reader.readString();
    String sql = reader.readString();
    int[] oids = new int[count(reader)];
    for (int i = 0; i < oids.length; i++) {
      oids[i] = reader.readInt();
    }
    reader.end();
    session.parse(name, sql, oids, out);
    out.acknowledge('1');
  }

  private void bind(FrameReader reader) {
    String portal = reader.readString();
    String statement = reader.readString();
    short[] formats = formats(reader);
    int count = count(reader);
    if (formats.length > 1 && formats.length != count) {
      throw FrameReader.violation(
          "bind message has " + formats.length + " parameter formats but " + count + " parameters");
    }
    // A count costs the client two bytes; memory is reserved for values that are there.
    List<byte @Nullable []> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int length = reader.readInt();
      boolean text = formats.length == 0 || formats[formats.length == 1 ? 0 : i] == 0;
      values.add(length == -1 ? null : text ? reader.readText(length) : reader.readBytes(length));
    }
    short[] resultFormats = formats(reader);
    reader.end();
    session.bind(portal, statement, new ParameterValues(formats, values), resultFormats);
    out.acknowledge('2');
  }

  private static int count(FrameReader reader) {
    return reader.readShort() & 0xFFFF;
  }

  private static short[] formats(FrameReader reader) {
    short[] formats = new short[count(reader)];
    for (int i = 0; i < formats.length; i++) {
      formats[i] = reader.readShort();
      if (formats[i] != 0 && formats[i] != 1) {
        throw new SqlException(
            SqlState.INVALID_PARAMETER_VALUE, "unsupported format code: " + formats[i]);
      }
    }
    return formats;
  }

  private void describe(FrameReader reader) {
    int kind = reader.readByte();
    String name = reader.readString();
    reader.end();
    if (kind == 'S') {
      out.statementDescription(session.describeStatement(name));
      return;
    }
    if (kind != 'P') {
      throw FrameReader.violation("invalid DESCRIBE message subtype " + kind);
    }
    PortalDescription description = session.describePortal(name);
    if (description == null) {
      out.noData();
    } else {
      out.rowDescription(description.columns(), description.formats());
    }
  }

  private void execute(FrameReader reader) {
    String portal = reader.readString();
    int rowsMax = reader.readInt();
    reader.end();
    Frame next = in.peek();
    boolean syncFollows = next != null && next.type() == 'S';
    session.execute(portal, Math.max(0, rowsMax), syncFollows, out);
  }

  private void close(FrameReader reader) {
    int kind = reader.readByte();
    String name = reader.readString();
    reader.end();
    switch (kind) {
      case 'S' -> session.closeStatement(name);
      case 'P' -> session.closePortal(name);
      default -> throw FrameReader.violation("invalid CLOSE message subtype " + kind);
    }
    out.acknowledge('3');
  }
}
