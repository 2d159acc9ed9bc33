package io.holdfast.raft.core;

import java.util.Arrays;

/**
 * Sizes of entries that wait for something, by ascending index, and their sum: a growing ring of
 * two longs per waiting item.
 */
final class SizeQueue {
  private long[] indexes = new long[0];
  private long[] sizes = new long[0];
  private int head;
  private int count;
  private long bytes;

  long bytes() {
    return bytes;
  }

  void add(long index, long sizeBytes) {
    if (count == indexes.length) {
      grow();
    }
    int tail = (head + count) % indexes.length;
    indexes[tail] = index;
    sizes[tail] = sizeBytes;
    count++;
    bytes += sizeBytes;
  }

  /** What waits at or below {@code index} need not wait any longer. */
  void releaseTo(long index) {
    while (count > 0 && indexes[head] <= index) {
      bytes -= sizes[head];
      head = (head + 1) % indexes.length;
      count--;
    }
  }

  private void grow() {
    int capacity = Math.max(16, indexes.length * 2);
    indexes = unrolled(indexes, capacity);
    sizes = unrolled(sizes, capacity);
    head = 0;
  }

  private long[] unrolled(long[] ring, int capacity) {
    long[] grown = Arrays.copyOf(Arrays.copyOfRange(ring, head, ring.length), capacity);
    System.arraycopy(ring, 0, grown, ring.length - head, head);
    return grown;
  }
}
