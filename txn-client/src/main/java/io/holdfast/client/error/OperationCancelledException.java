package io.holdfast.client.error;

import org.jspecify.annotations.Nullable;

/** The caller has cancelled the call; nothing was committed by it. */
public final class OperationCancelledException extends TxnException {
  /** {@code cause} is what the caller gave as his reason. */
  public OperationCancelledException(String message, @Nullable Throwable cause) {
    super(ErrorCode.CANCELLED, message, cause);
  }
}
