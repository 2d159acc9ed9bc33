package io.holdfast.sql.session;

import io.holdfast.sql.error.SqlException;

/** An error after which the connection is closed (severity FATAL). */
public final class SessionEndedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final SqlException error;

  /** With what the client is told. */
  public SessionEndedException(SqlException error) {
    super(error.message(), error, false, false);
    this.error = error;
  }

  /** What the client is told. */
  public SqlException error() {
    return error;
  }
}
