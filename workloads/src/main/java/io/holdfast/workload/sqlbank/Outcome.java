package io.holdfast.workload.sqlbank;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;

/** What an error says about the transaction that it ended. */
enum Outcome {
  /** Nothing was committed. */
  NOTHING,
  /** It may have been committed, or may still be. */
  UNKNOWN,
  /** No program like ours can cause it. */
  BUG;

  /** For statements that read and write rows. */
  static Outcome of(SqlException e) {
    return switch (e.state()) {
      case SERIALIZATION_FAILURE,
          DEADLOCK_DETECTED,
          LOCK_NOT_AVAILABLE,
          QUERY_CANCELED,
          INSUFFICIENT_RESOURCES,
          SYSTEM_ERROR ->
          NOTHING;
      case STATEMENT_COMPLETION_UNKNOWN -> UNKNOWN;
      default -> BUG;
    };
  }

  /** For changes of tables, which wait for other nodes after their commit. */
  static Outcome ofChange(SqlException e) {
    return e.state() == SqlState.SYSTEM_ERROR || e.state() == SqlState.QUERY_CANCELED
        ? UNKNOWN
        : of(e);
  }
}
