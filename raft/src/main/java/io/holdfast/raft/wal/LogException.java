package io.holdfast.raft.wal;

import java.io.IOException;

/** What can go wrong with the shared log; each subclass says what the operator must do. */
public abstract class LogException extends IOException {
  LogException(String message) {
    super(message);
  }

  LogException(String message, Throwable cause) {
    super(message, cause);
  }
}
