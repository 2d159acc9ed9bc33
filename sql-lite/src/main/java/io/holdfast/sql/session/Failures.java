package io.holdfast.sql.session;

import io.holdfast.client.error.TxnException;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Errors that are not the user's, as the user sees them. */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  /** An error of the client of the cluster that no room has put into words. */
  static SqlException of(TxnException e) {
    SqlState state = SqlState.SYSTEM_ERROR;
    for (SqlState each : SqlState.values()) {
      if (each.code().equals(e.sqlState())) {
        state = each;
      }
    }
    return new SqlException(state, String.valueOf(e.getMessage())).causedBy(e);
  }

  /** A mistake of ours: the client gets a code, the log the rest. */
  static SqlException internal(RuntimeException e) {
    LOG.error("a statement failed by a mistake of ours", e);
    return new SqlException(
            SqlState.INTERNAL_ERROR,
            "internal error: " + e.getClass().getSimpleName() + ": " + e.getMessage())
        .causedBy(e);
  }
}
