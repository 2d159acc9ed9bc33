package io.holdfast.client.error;

/** A lock of another transaction did not go away in time. */
public final class LockTimeoutException extends RetryableException {
  /** {@code message} is for people. */
  public LockTimeoutException(String message) {
    super(ErrorCode.LOCK_TIMEOUT, message, null);
  }
}
