package io.holdfast.raft.wal;

import java.nio.file.Path;

/** The directory holds a log of another format, cluster or node. Nothing was changed. */
public final class LogFormatException extends LogException {
  LogFormatException(Path file, String what) {
    super("Not our log: " + what + " in " + file);
  }
}
