package io.holdfast.raft.wal;

import io.holdfast.runtime.file.FileSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Room for the day on which the log's disk is full: a file of zeros beside the segments, deleted
 * then. Votes, what was proposed before, and the purge that makes room need it. Belongs to the log
 * loop.
 */
final class LogReserve {
  static final String NAME = "space-reserve";

  private static final int PIECE_BYTES = 1 << 20;

  private final FileSystem files;
  private final Path directory;
  private final Path file;
  private final long bytes;
  private boolean kept;

  LogReserve(FileSystem files, Path directory, long bytes) {
    this.files = files;
    this.directory = directory;
    this.file = directory.resolve(NAME);
    this.bytes = bytes;
  }

  /** True iff there was something to give. */
  boolean release() {
    kept = false;
    try {
      boolean there = files.exists(file);
      files.delete(file);
      return there;
    } catch (IOException e) {
      return false; // A reserve that cannot be deleted is none; who needed it waits.
    }
  }

  /** True iff the room is kept; it is taken only where twice as much is free. */
  boolean restore() {
    if (kept || bytes == 0) {
      return true;
    }
    try {
      kept = whole() || (roomy() && written());
    } catch (IOException e) {
      boolean unused = release(); // There was not so much after all. Looked at again.
    }
    return kept;
  }

  /** Left by the life before. */
  private boolean whole() throws IOException {
    if (!files.exists(file)) {
      return false;
    }
    try (FileSystem.ReadFile found = files.open(file)) {
      return found.size() >= bytes;
    }
  }

  private boolean roomy() throws IOException {
    return files.space(directory).usableBytes() >= 2 * bytes;
  }

  private boolean written() throws IOException {
    files.delete(file);
    try (FileSystem.AppendFile out = files.create(file)) {
      // Written and not only sized: a hole reserves nothing. Not synced: it needs no durability.
      while (out.size() < bytes) {
        out.append(ByteBuffer.allocate((int) Math.min(PIECE_BYTES, bytes - out.size())));
      }
    }
    return true;
  }
}
