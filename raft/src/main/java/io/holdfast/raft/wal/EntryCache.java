package io.holdfast.raft.wal;

import java.util.ArrayDeque;

/**
 * Keeps the most recently written entries of all groups in memory: first written, first evicted, so
 * a follower that keeps up is served without a read and one that lags costs no memory.
 *
 * <p>A dropped entry is counted until its turn comes; this bounds the queue itself.
 */
final class EntryCache {
  private final long bytesMax;
  private final ArrayDeque<Slot> oldestFirst = new ArrayDeque<>();
  private long bytes;

  EntryCache(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** The entry is on disk now and may be evicted. */
  void written(Slot slot) {
    oldestFirst.add(slot);
    bytes += cost(slot);
    while (bytes > bytesMax && !oldestFirst.isEmpty()) {
      Slot evicted = oldestFirst.remove();
      bytes -= cost(evicted);
      evicted.entry = null;
    }
  }

  private static long cost(Slot slot) {
    return 64L + slot.lengthBytes; // 64: the objects around the data, about.
  }
}
