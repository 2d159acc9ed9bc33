package io.holdfast.raft.wal;

import java.nio.file.Path;

/**
 * Bytes that had been synced do not read back as written (rule D5). The store must not start: it
 * would have forgotten votes or acknowledged entries.
 */
public final class LogCorruptionException extends LogException {
  private final Path file;
  private final long offset;

  LogCorruptionException(Path file, long offset, String what) {
    super("Corrupt log: " + what + " in " + file + " at offset " + offset);
    this.file = file;
    this.offset = offset;
  }

  /** The damaged file. */
  public Path file() {
    return file;
  }

  /** Where in it. */
  public long offset() {
    return offset;
  }
}
