package io.holdfast.client.error;

import org.jspecify.annotations.Nullable;

/** Nothing was committed and a fresh attempt may succeed; {@code transact} makes it by itself. */
public abstract sealed class RetryableException extends TxnException
    permits CommitTooLateException,
        LockTimeoutException,
        RegionUnavailableException,
        ServerBusyException,
        StorageFullException,
        WriteConflictException {
  RetryableException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(code, message, cause);
  }

  @Override
  public final boolean isRetryable() {
    return true;
  }
}
