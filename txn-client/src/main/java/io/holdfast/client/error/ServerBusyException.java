package io.holdfast.client.error;

/** A store, or this client itself, has no room for more work now. */
public final class ServerBusyException extends RetryableException {
  /** {@code message} is for people. */
  public ServerBusyException(String message) {
    super(ErrorCode.SERVER_BUSY, message, null);
  }
}
