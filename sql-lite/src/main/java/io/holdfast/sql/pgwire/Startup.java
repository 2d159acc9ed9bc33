package io.holdfast.sql.pgwire;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a start-up packet asks for. */
public sealed interface Startup {
  /** Protocol we speak. */
  int MAJOR = 3;

  /** Special codes in place of a protocol version. */
  int CANCEL_CODE = 80877102;

  int SSL_CODE = 80877103;
  int GSS_CODE = 80877104;

  /** The client would like to encrypt: the answer is one letter, then it starts anew. */
  record Encrypt() implements Startup {}

  /** Stop what the session with this key does. */
  record Cancel(int processId, int secret) implements Startup {}

  /**
   * Begin a session.
   *
   * @param parameters in the order of their names, without the options of the protocol itself
   * @param minorVersion asked for; above 0 it is negotiated down
   * @param unknownOptions options of the protocol (_pq_.*) that we do not know
   */
  record Begin(Map<String, String> parameters, int minorVersion, List<String> unknownOptions)
      implements Startup {
    /** Name of the user; null if none was given. */
    public @Nullable String user() {
      String user = parameters.get("user");
      return user == null || user.isEmpty() ? null : user;
    }

    /** Name of the database: the user's name unless given. */
    public @Nullable String database() {
      String database = parameters.get("database");
      return database == null || database.isEmpty() ? user() : database;
    }
  }

  /** Reads a start-up packet; throws what the client is told before it is left alone. */
  static Startup read(Frame frame) {
    FrameReader in = new FrameReader(frame);
    int version = in.readInt();
    if (version == CANCEL_CODE) {
      Cancel cancel = new Cancel(in.readInt(), in.readInt());
      in.end();
      return cancel;
    }
    if (version == SSL_CODE || version == GSS_CODE) {
      in.end();
      return new Encrypt();
    }
    int major = version >>> 16;
    if (major != MAJOR) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "unsupported frontend protocol "
              + major
              + "."
              + (version & 0xFFFF)
              + ": server supports 3.0 to 3.0");
    }
    return begin(in, version & 0xFFFF);
  }

  private static Begin begin(FrameReader in, int minorVersion) {
    Map<String, String> parameters = new TreeMap<>();
    List<String> unknownOptions = new ArrayList<>();
    while (true) {
      String name = in.readString();
      if (name.isEmpty()) {
        if (in.hasRemaining()) {
          throw FrameReader.violation(
              "invalid startup packet layout: expected terminator as last byte");
        }
        return new Begin(parameters, minorVersion, unknownOptions);
      }
      String value = in.readString();
      if (name.startsWith("_pq_.")) {
        unknownOptions.add(name);
      } else {
        parameters.put(name, value);
      }
    }
  }
}
