package io.holdfast.sql.txn;

import io.holdfast.client.error.ErrorCode;
import io.holdfast.client.error.TxnException;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import org.jspecify.annotations.Nullable;

/** Errors of the client as users of SQL see them; the original stays as the cause. */
public final class TxnErrors {
  private static final String CONFLICT = "could not serialize access due to concurrent update";

  private TxnErrors() {}

  /** The time of the statement is up. */
  static SqlException statementTimeout() {
    return new SqlException(
        SqlState.QUERY_CANCELED, "canceling statement due to statement timeout");
  }

  /** The client of the session does not want the answer any more. */
  static SqlException userRequest() {
    return new SqlException(SqlState.QUERY_CANCELED, "canceling statement due to user request");
  }

  /**
   * What the limits of a statement have made of its call: 57014, or 40003 for a commit that may
   * have taken effect; null for every other error.
   */
  public static @Nullable SqlException ended(TxnException e) {
    return switch (e.code()) {
      case DEADLINE_REACHED -> statementTimeout();
      case CANCELLED -> e.getCause() instanceof SqlException reason ? reason : userRequest();
      case INTERRUPTED -> userRequest();
      case COMMIT_UNDETERMINED -> undetermined(e);
      default -> null;
    };
  }

  /** Somebody else has changed a row meanwhile; nothing was committed. */
  static SqlException conflict() {
    return new SqlException(SqlState.SERIALIZATION_FAILURE, CONFLICT);
  }

  private static final String READS_CHANGED =
      "could not serialize access due to read/write dependencies among transactions";

  /** True for {@link #readsChanged()}: to try the commit again is no use. */
  static boolean isReadsChanged(SqlException e) {
    return e.message().equals(READS_CHANGED);
  }

  /** What a SERIALIZABLE transaction has read is not so any more. */
  static SqlException readsChanged() {
    return new SqlException(SqlState.SERIALIZATION_FAILURE, READS_CHANGED)
        .withHint("The transaction might succeed if retried.");
  }

  /** A change of a table may have taken effect before the commit could. */
  static SqlException catalogTooOld() {
    return new SqlException(
        SqlState.SERIALIZATION_FAILURE,
        "could not serialize access: the commit took longer than its catalog may be used");
  }

  static SqlException undetermined(Throwable cause) {
    return new SqlException(
            SqlState.STATEMENT_COMPLETION_UNKNOWN,
            "the commit was sent but its outcome could not be learnt")
        .withDetail("The transaction may or may not have been committed.")
        .withHint("Look for its effects before running it again.")
        .causedBy(cause);
  }

  /** A key that was to be new is there. The cause names it. */
  static SqlException duplicate(TxnException cause) {
    return new SqlException(
            SqlState.UNIQUE_VIOLATION, "duplicate key value violates unique constraint")
        .causedBy(cause);
  }

  static SqlException tooLarge(String what) {
    return new SqlException(SqlState.PROGRAM_LIMIT_EXCEEDED, what);
  }

  /** An error of a read: nothing has been written. */
  static SqlException reading(TxnException e) {
    return of(e);
  }

  /** An error of a commit. */
  static SqlException committing(TxnException e) {
    return e.isMaybeCommitted() ? undetermined(e) : of(e);
  }

  private static SqlException of(TxnException e) {
    ErrorCode code = e.code();
    SqlException ended = ended(e);
    if (ended != null) {
      return ended;
    }
    String reason = String.valueOf(e.getMessage());
    SqlException answer =
        switch (code) {
          case WRITE_CONFLICT -> conflict();
          case COMMIT_TOO_LATE -> catalogTooOld();
          case LOCK_TIMEOUT ->
              new SqlException(
                  SqlState.SERIALIZATION_FAILURE,
                  "could not serialize access: a lock of another transaction did not go away");
          // Not a conflict: to run it again at once is of no use while too few stores are there.
          case REGION_UNAVAILABLE ->
              new SqlException(
                      SqlState.SYSTEM_ERROR, "a part of the data could not be reached in time")
                  .withHint("Nothing was committed. A majority of its replicas must be up.");
          case SERVER_BUSY ->
              new SqlException(SqlState.INSUFFICIENT_RESOURCES, "the cluster is overloaded");
          case STORAGE_FULL ->
              new SqlException(SqlState.DISK_FULL, "no space left on the disk of a store")
                  .withHint("Reads go on. Free space on that store's disk, or add a store.");
          case COMMIT_UNDETERMINED -> undetermined(e);
          case TIMEOUT -> new SqlException(SqlState.QUERY_CANCELED, "the cluster took too long");
          case DEADLINE_REACHED -> statementTimeout();
          case CANCELLED, INTERRUPTED -> userRequest();
          case KEY_EXISTS -> duplicate(e);
          case TXN_TOO_LARGE, KEY_TOO_LARGE, VALUE_TOO_LARGE -> tooLarge(reason);
          case FUTURE_TIMESTAMP -> new SqlException(SqlState.INVALID_PARAMETER_VALUE, reason);
          case READ_ONLY_VIOLATION -> new SqlException(SqlState.READ_ONLY_SQL_TRANSACTION, reason);
          case CLIENT_CLOSED ->
              new SqlException(
                  SqlState.ADMIN_SHUTDOWN, "terminating connection due to administrator command");
          case INCOMPATIBLE_CLUSTER, REQUEST_FAILED, KEY_RESERVED ->
              new SqlException(SqlState.INTERNAL_ERROR, reason);
        };
    String detail = answer.message().equals(reason) ? null : reason;
    SqlException caused = answer.causedBy(e);
    boolean hasDetail = answer.field(SqlException.Field.DETAIL) != null;
    return detail == null || hasDetail || code == ErrorCode.KEY_EXISTS
        ? caused
        : caused.withDetail(detail);
  }
}
