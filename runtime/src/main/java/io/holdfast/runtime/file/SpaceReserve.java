package io.holdfast.runtime.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Room for the day on which a disk is full: a file of zeros, deleted then. Not thread-safe; belongs
 * to whoever writes to that disk.
 */
public final class SpaceReserve {
  private static final String NAME = "space-reserve";
  private static final int PIECE_BYTES = 1 << 20;

  private final FileSystem files;
  private final Path directory;
  private final Path file;
  private final long bytes;
  private boolean kept;

  /** In that directory; nothing is taken before {@link #restore}. 0 bytes are always kept. */
  public SpaceReserve(FileSystem files, Path directory, long bytes) {
    this.files = files;
    this.directory = directory;
    this.file = directory.resolve(NAME);
    this.bytes = bytes;
  }

  /** True while the room is taken. */
  public boolean kept() {
    return kept || bytes == 0;
  }

  /** True iff there was something to give, of this life or the one before. */
  public boolean release() {
    kept = false;
    try {
      boolean there = files.exists(file);
      files.delete(file);
      return there;
    } catch (IOException e) {
      return false; // A reserve that cannot be deleted is none; who needed it says what is wrong.
    }
  }

  /** True iff the room is kept; it is taken only where twice as much is free. */
  public boolean restore() {
    if (kept()) {
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
