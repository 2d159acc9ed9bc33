package io.holdfast.client.error;

import org.jspecify.annotations.Nullable;

/**
 * The commit was sent and its outcome could not be learnt in time: it may or may not have taken
 * effect. Never re-run by the client.
 */
public final class CommitUndeterminedException extends TxnException {
  /** {@code message} is for people. */
  public CommitUndeterminedException(String message, @Nullable Throwable cause) {
    super(ErrorCode.COMMIT_UNDETERMINED, message, cause);
  }

  @Override
  public boolean isMaybeCommitted() {
    return true;
  }
}
