package io.holdfast.sql.ddl;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;

/** What we refuse rather than accept without keeping it. */
final class Unsupported {
  private Unsupported() {}

  /** E.g. {@code CHECK constraints are not supported}. */
  static SqlException feature(String what, int pos) {
    return new SqlException(SqlState.FEATURE_NOT_SUPPORTED, what + " not supported", pos);
  }
}
