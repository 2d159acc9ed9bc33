package io.holdfast.raft.wal;

import java.io.IOException;

/**
 * There is no room for what was to be written. Nothing of it is in the log, nothing before it is in
 * doubt, and the same may be tried again: no sync has failed (rule D9).
 */
public final class LogFullException extends LogException {
  LogFullException(String what, IOException cause) {
    super(what + ": " + cause.getMessage(), cause);
  }

  /** True iff an operation on files failed for want of room, or of the owner's share of it. */
  static boolean says(IOException cause) {
    // The JDK has no type for ENOSPC and EDQUOT; these are strerror's texts where we run.
    String message = cause.getMessage();
    return message != null
        && (message.contains("No space left on device") || message.contains("quota exceeded"));
  }
}
