package io.holdfast.sql.session;

import io.holdfast.sql.catalog.system.SystemActivity;
import org.jspecify.annotations.Nullable;

/**
 * What others may see of a session. Written by its thread, read by any: what is read was true
 * together.
 */
final class SessionActivity {
  /** Longer texts are cut, as PostgreSQL does. */
  private static final int TEXT_MAX = 1023;

  private volatile SystemActivity row;

  SessionActivity(int processId, String database, String user, long startMicros) {
    row =
        new SystemActivity(
            processId,
            database,
            user,
            "",
            null,
            -1,
            startMicros,
            null,
            null,
            startMicros,
            "idle",
            "");
  }

  SystemActivity row() {
    return row;
  }

  /** A message of the client is worked on. */
  void active(long nowMicros) {
    SystemActivity was = row;
    Long begun = was.transactionStartMicros() == null ? nowMicros : was.transactionStartMicros();
    row = with("active", was.query(), begun, was.queryStartMicros(), nowMicros);
  }

  /** A statement is run. */
  void statement(String sql, long nowMicros) {
    SystemActivity was = row;
    String text = sql.length() > TEXT_MAX ? sql.substring(0, TEXT_MAX) : sql;
    row = with(was.state(), text, was.transactionStartMicros(), nowMicros, nowMicros);
  }

  /** The client is waited for. */
  void waiting(
      TransactionStatus status,
      long nowMicros,
      @Nullable Long transactionMicros,
      String applicationName) {
    SystemActivity was = row;
    String state =
        switch (status) {
          case IDLE -> "idle";
          case IN_BLOCK -> "idle in transaction";
          case FAILED -> "idle in transaction (aborted)";
        };
    row =
        new SystemActivity(
            was.pid(),
            was.database(),
            was.user(),
            applicationName,
            null,
            -1,
            was.backendStartMicros(),
            transactionMicros,
            was.queryStartMicros(),
            nowMicros,
            state,
            was.query());
  }

  private SystemActivity with(
      String state,
      String query,
      @Nullable Long transactionMicros,
      @Nullable Long queryMicros,
      long changeMicros) {
    SystemActivity was = row;
    return new SystemActivity(
        was.pid(),
        was.database(),
        was.user(),
        was.applicationName(),
        null,
        -1,
        was.backendStartMicros(),
        transactionMicros,
        queryMicros,
        changeMicros,
        state,
        query);
  }
}
