package io.holdfast.client.error;

import org.jspecify.annotations.Nullable;

/** Root of all errors of the client. */
public abstract sealed class TxnException extends RuntimeException
    permits RetryableException,
        ClientClosedException,
        CommitUndeterminedException,
        DeadlineReachedException,
        IncompatibleClusterException,
        FutureTimestampException,
        KeyExistsException,
        KeyReservedException,
        KeyTooLargeException,
        OperationCancelledException,
        OperationInterruptedException,
        ReadOnlyViolationException,
        RequestFailedException,
        TxnTimeoutException,
        TxnTooLargeException,
        ValueTooLargeException {
  private final ErrorCode code;

  TxnException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** Stable name of the error, for programs and dashboards. */
  public final ErrorCode code() {
    return code;
  }

  /** True iff the whole transaction may be run again, at a new timestamp. */
  public boolean isRetryable() {
    return false;
  }

  /** True iff the transaction may have taken effect: then only idempotent work may be repeated. */
  public boolean isMaybeCommitted() {
    return false;
  }

  /** The SQLSTATE a SQL front end reports for it. */
  public final String sqlState() {
    return code.sqlState();
  }
}
