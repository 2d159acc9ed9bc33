package io.holdfast.raft.wal;

/**
 * A write or sync of the log failed, for another reason than want of room at a write ({@link
 * LogFullException}). Final: what is on disk is now unknown, so nothing is tried again on these
 * files and the process must end (rule D9).
 */
public final class LogFailedException extends LogException {
  LogFailedException(String what, Throwable cause) {
    super(what + ": " + cause.getMessage(), cause);
  }
}
