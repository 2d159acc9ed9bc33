package io.holdfast.client.error;

/** A write in a read-only view. */
public final class ReadOnlyViolationException extends TxnException {
  /** {@code message} is for people. */
  public ReadOnlyViolationException(String message) {
    super(ErrorCode.READ_ONLY_VIOLATION, message, null);
  }
}
