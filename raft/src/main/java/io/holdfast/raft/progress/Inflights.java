package io.holdfast.raft.progress;

import io.holdfast.runtime.base.Invariant;
import java.util.Arrays;

/**
 * The window of appends on their way to one follower, bounded in messages and bytes: a ring of
 * (last index, bytes), ascending by index. Grows on demand, so idle followers cost nothing.
 */
final class Inflights {
  private static final int CAPACITY_FIRST = 8;

  private final int messagesMax;
  private final long bytesMax;
  private long[] lastIndexes = new long[0];
  private long[] sizes = new long[0];
  private int head;
  private int count;
  private long bytes;

  Inflights(int messagesMax, long bytesMax) {
    this.messagesMax = messagesMax;
    this.bytesMax = bytesMax;
  }

  /** True iff no more may be sent. One message always fits, however large. */
  boolean full() {
    return count >= messagesMax || bytes >= bytesMax;
  }

  int count() {
    return count;
  }

  long bytes() {
    return bytes;
  }

  void add(long lastIndex, long sizeBytes) {
    Invariant.check(!full(), "Append beyond the window", "count", count, "bytes", bytes);
    if (count == lastIndexes.length) {
      grow();
    }
    int tail = (head + count) % lastIndexes.length;
    lastIndexes[tail] = lastIndex;
    sizes[tail] = sizeBytes;
    count++;
    bytes += sizeBytes;
  }

  /** Everything up to {@code index} has arrived. */
  void freeTo(long index) {
    while (count > 0 && lastIndexes[head] <= index) {
      bytes -= sizes[head];
      head = (head + 1) % lastIndexes.length;
      count--;
    }
  }

  void reset() {
    head = 0;
    count = 0;
    bytes = 0;
  }

  private void grow() {
    int capacity = Math.min(messagesMax, Math.max(CAPACITY_FIRST, lastIndexes.length * 2));
    lastIndexes = unrolled(lastIndexes, capacity);
    sizes = unrolled(sizes, capacity);
    head = 0;
  }

  private long[] unrolled(long[] ring, int capacity) {
    long[] grown = Arrays.copyOfRange(ring, head, head + Math.max(ring.length - head, 0));
    grown = Arrays.copyOf(grown, capacity);
    System.arraycopy(ring, 0, grown, ring.length - head, head);
    return grown;
  }
}
