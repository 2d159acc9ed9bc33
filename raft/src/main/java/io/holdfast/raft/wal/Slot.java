package io.holdfast.raft.wal;

import io.holdfast.raft.core.Entry;
import org.jspecify.annotations.Nullable;

/** One position of one group's log: the entry itself, or where it lies, or both. */
final class Slot {
  /** About what one of these and its place in the index take of the heap. */
  static final int MEMORY_BYTES = 64;

  final long term;

  /** Bytes on disk. */
  final int lengthBytes;

  /** Null when evicted; never null while {@link #segment} is. */
  @Nullable Entry entry;

  /** Null until written. */
  @Nullable Segment segment;

  long offset;

  /** What the group's log has cost up to and with this entry, since the process began. */
  long costThrough;

  /** No group holds it any more. */
  private boolean dropped;

  Slot(long term, int lengthBytes, @Nullable Entry entry) {
    this.term = term;
    this.lengthBytes = lengthBytes;
    this.entry = entry;
  }

  boolean dropped() {
    return dropped;
  }

  /** The entry is now (also) here. */
  void place(Segment where, long at) {
    if (!dropped) {
      if (segment != null) {
        segment.liveBytes -= lengthBytes;
      }
      where.liveBytes += lengthBytes;
    }
    segment = where;
    offset = at;
  }

  void drop() {
    dropped = true;
    entry = null;
    if (segment != null) {
      segment.liveBytes -= lengthBytes;
    }
  }
}
