package io.holdfast.store.engine.rocksdb;

import io.holdfast.runtime.file.NioFileSystem;
import io.holdfast.runtime.file.SpaceReserve;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.rocksdb.SstFileManager;

/**
 * Room for the day on which the disk is full, beside the tables: what a store has decided by then
 * can be applied, replicas can be destroyed, and RocksDB can compact. Under a limit of space of our
 * own the limit moves by as much.
 *
 * <p>Thread-safe.
 */
final class RocksReserve {
  private final SpaceReserve room;
  private final RocksOptions options;
  private final @Nullable SstFileManager limit;

  RocksReserve(Path directory, RocksOptions options, @Nullable SstFileManager limit) {
    this.room = new SpaceReserve(new NioFileSystem(), directory, options.reserveBytes());
    this.options = options;
    this.limit = limit;
  }

  /** True iff there was something to give. */
  synchronized boolean release() {
    if (options.reserveBytes() == 0 || !room.kept()) {
      return false;
    }
    moveLimit(options.reserveBytes());
    return room.release();
  }

  /** True iff the room is kept; it is taken only where twice as much is free. */
  synchronized boolean restore() {
    if (room.kept()) {
      return true;
    }
    boolean below = limit == null || limit.getTotalSize() < options.spaceBytesMax();
    if (!below || !room.restore()) {
      return false;
    }
    moveLimit(0);
    return true;
  }

  private void moveLimit(long by) {
    if (limit != null) {
      limit.setMaxAllowedSpaceUsage(options.spaceBytesMax() + by);
    }
  }
}
