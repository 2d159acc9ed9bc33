package io.holdfast.client.error;

/** The commit timestamp would have reached the bound the application had set. */
public final class CommitTooLateException extends RetryableException {
  /** {@code commitTs} is what the commit would have had. */
  public CommitTooLateException(long commitTs, long bound) {
    super(
        ErrorCode.COMMIT_TOO_LATE,
        "commit timestamp " + commitTs + " is not below the bound " + bound,
        null);
  }
}
