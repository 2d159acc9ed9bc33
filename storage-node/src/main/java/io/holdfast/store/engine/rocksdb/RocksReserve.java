package io.holdfast.store.engine.rocksdb;

import io.holdfast.runtime.file.FileSystem;
import io.holdfast.runtime.file.NioFileSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.rocksdb.SstFileManager;

/**
 * Room for the day on which the disk is full: a file of zeros beside the tables, deleted then. What
 * a store has decided by then can be applied, replicas can be destroyed, and RocksDB can compact.
 * Under a limit of space of our own the limit moves by as much.
 *
 * <p>Thread-safe.
 */
final class RocksReserve {
  private static final String FILE = "space-reserve";
  private static final int PIECE_BYTES = 1 << 20;

  private final FileSystem files = new NioFileSystem();
  private final Path directory;
  private final Path file;
  private final RocksOptions options;
  private final @Nullable SstFileManager limit;
  private boolean kept;

  RocksReserve(Path directory, RocksOptions options, @Nullable SstFileManager limit) {
    this.directory = directory;
    this.file = directory.resolve(FILE);
    this.options = options;
    this.limit = limit;
  }

  /** True iff there was something to give. */
  synchronized boolean release() {
    if (!kept) {
      return false;
    }
    kept = false;
    moveLimit(options.reserveBytes());
    return deleted();
  }

  /** True iff the room is kept; it is taken only where twice as much is free. */
  synchronized boolean restore() {
    if (kept || options.reserveBytes() == 0) {
      return true;
    }
    long used = limit == null ? 0 : limit.getTotalSize();
    boolean below = limit == null || used < options.spaceBytesMax();
    kept = below && roomy() && deleted() && written();
    if (kept) {
      moveLimit(0);
    }
    return kept;
  }

  private boolean roomy() {
    try {
      return files.space(directory).usableBytes() >= 2 * options.reserveBytes();
    } catch (IOException e) {
      return false; // Looked at again.
    }
  }

  private void moveLimit(long by) {
    if (limit != null) {
      limit.setMaxAllowedSpaceUsage(options.spaceBytesMax() + by);
    }
  }

  private boolean written() {
    try (FileSystem.AppendFile out = files.create(file)) {
      // Written and not only sized: a hole reserves nothing.
      while (out.size() < options.reserveBytes()) {
        out.append(ByteBuffer.allocate(PIECE_BYTES));
      }
      return true;
    } catch (IOException e) {
      boolean unused = deleted(); // There was not so much after all.
      return false;
    }
  }

  /** A reserve that cannot be deleted is none; the writes that need it say what is wrong. */
  private boolean deleted() {
    try {
      files.delete(file);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
