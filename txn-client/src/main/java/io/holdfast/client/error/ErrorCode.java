package io.holdfast.client.error;

/** Names of the errors, with the SQLSTATE of each. */
public enum ErrorCode {
  /** Another transaction changed what this one writes. */
  WRITE_CONFLICT("40001"),
  /** A lock of another transaction did not go away in time. */
  LOCK_TIMEOUT("55P03"),
  /** The commit came too late for a bound the application had set. */
  COMMIT_TOO_LATE("40001"),
  /** No leader answered for a part of the key space in time. */
  REGION_UNAVAILABLE("58000"),
  /** A store or this client has no room for more work. */
  SERVER_BUSY("53000"),
  /** The disk of a store is full: it answers reads and refuses writes. */
  STORAGE_FULL("53100"),
  /** Nobody knows whether the transaction was committed. */
  COMMIT_UNDETERMINED("40003"),
  /** The transaction used up its time or its attempts. */
  TIMEOUT("57014"),
  /** The caller's own deadline was reached. */
  DEADLINE_REACHED("57014"),
  /** The caller cancelled the call. */
  CANCELLED("57014"),
  /** An inserted key was there already. */
  KEY_EXISTS("23505"),
  /** The transaction exceeds a limit. */
  TXN_TOO_LARGE("54000"),
  /** The key exceeds its limit. */
  KEY_TOO_LARGE("54000"),
  /** The value exceeds its limit. */
  VALUE_TOO_LARGE("54000"),
  /** The key belongs to SQL. */
  KEY_RESERVED("42501"),
  /** A read at a timestamp that nobody has been given yet. */
  FUTURE_TIMESTAMP("22023"),
  /** A write in a read-only view. */
  READ_ONLY_VIOLATION("25006"),
  /** The client was closed. */
  CLIENT_CLOSED("08003"),
  /** The waiting thread was interrupted. */
  INTERRUPTED("57014"),
  /** The cluster is not one this client can work with. */
  INCOMPATIBLE_CLUSTER("08004"),
  /** The cluster refused the request for a reason of its own. */
  REQUEST_FAILED("XX000");

  private final String sqlState;

  ErrorCode(String sqlState) {
    this.sqlState = sqlState;
  }

  /** Five characters as in the SQL standard and PostgreSQL. */
  public String sqlState() {
    return sqlState;
  }
}
