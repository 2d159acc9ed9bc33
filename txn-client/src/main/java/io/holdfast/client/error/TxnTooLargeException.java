package io.holdfast.client.error;

/** The transaction has more keys or bytes than one transaction may have. */
public final class TxnTooLargeException extends TxnException {
  /** {@code message} is for people. */
  public TxnTooLargeException(String message) {
    super(ErrorCode.TXN_TOO_LARGE, message, null);
  }
}
