package io.holdfast.raft.wal;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A write or sync of the log failed. Final: what is on disk is now unknown, so nothing is tried
 * again on these files and the process must end (rule D9).
 */
public final class LogFailedException extends LogException {
  private final boolean diskFull;

  LogFailedException(String what, Throwable cause) {
    super(what + ": " + cause.getMessage(), cause);
    this.diskFull = cause instanceof IOException io && saysDiskFull(io);
  }

  /** True iff the cause was a lack of space. */
  public boolean diskFull() {
    return diskFull;
  }

  private static boolean saysDiskFull(IOException cause) {
    // The JDK has no type for ENOSPC; this is the text of strerror on every system we run on.
    @Nullable String message = cause.getMessage();
    return message != null && message.contains("No space left on device");
  }
}
