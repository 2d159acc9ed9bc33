package io.holdfast.client.error;

/** The thread was interrupted while it waited; its interrupt flag is set again. */
public final class OperationInterruptedException extends TxnException {
  /** {@code message} is for people. */
  public OperationInterruptedException(String message) {
    super(ErrorCode.INTERRUPTED, message, null);
  }
}
