package io.holdfast.client.error;

import org.jspecify.annotations.Nullable;

/** The transaction used up its time or its attempts; nothing was committed. */
public final class TxnTimeoutException extends TxnException {
  /** {@code message} is for people. */
  public TxnTimeoutException(String message, @Nullable Throwable cause) {
    super(ErrorCode.TIMEOUT, message, cause);
  }
}
