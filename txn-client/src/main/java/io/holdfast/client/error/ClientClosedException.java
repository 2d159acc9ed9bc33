package io.holdfast.client.error;

/** The client was closed before or during the call. */
public final class ClientClosedException extends TxnException {
  /** {@code message} is for people. */
  public ClientClosedException(String message) {
    super(ErrorCode.CLIENT_CLOSED, message, null);
  }
}
