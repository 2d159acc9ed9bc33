package io.holdfast.client.error;

import org.jspecify.annotations.Nullable;

/** The cluster refused the request; repeating it would not help. */
public final class RequestFailedException extends TxnException {
  /** {@code message} is for people. */
  public RequestFailedException(String message, @Nullable Throwable cause) {
    super(ErrorCode.REQUEST_FAILED, message, cause);
  }
}
