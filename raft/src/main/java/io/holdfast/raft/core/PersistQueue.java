package io.holdfast.raft.core;

import io.holdfast.runtime.base.Invariant;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The Readys whose writes are on their way to the disk, in order, and what will be durable once
 * each of them is.
 *
 * <p>An entry that is overwritten while its own Ready is still being written must not count as
 * durable when that write ends: at that moment the disk holds the old entry, and the log the new
 * one. So an overwrite lowers the last index of all Readys outstanding. Comparing terms would not
 * do: an entry may be overwritten and come back (same index, same term) while both writes are
 * outstanding.
 */
final class PersistQueue {
  /** What one Ready makes durable. */
  static final class Pending {
    final long number;
    final HardState hardState;
    @Nullable SnapshotMeta snapshot;

    /** Highest index of its entries that are still those of the log; 0 for none. */
    long lastIndex;

    Pending(long number, HardState hardState, @Nullable SnapshotMeta snapshot, long lastIndex) {
      this.number = number;
      this.hardState = hardState;
      this.snapshot = snapshot;
      this.lastIndex = lastIndex;
    }
  }

  private final ArrayDeque<Pending> queue = new ArrayDeque<>();
  private long lastNumber;
  private long persistedNumber;

  long nextNumber() {
    return lastNumber + 1;
  }

  void add(Pending pending) {
    Invariant.check(
        pending.number == lastNumber + 1,
        "RAFT-6 Ready numbers have no holes",
        "number",
        pending.number,
        "last",
        lastNumber);
    lastNumber = pending.number;
    queue.add(pending);
  }

  /** Entries from {@code index} on were replaced. */
  void overwritten(long index) {
    for (Pending pending : queue) {
      pending.lastIndex = Math.min(pending.lastIndex, index - 1);
    }
  }

  /** The whole log was replaced. */
  void reset() {
    for (Pending pending : queue) {
      pending.lastIndex = 0;
      pending.snapshot = null;
    }
  }

  /** The next Ready that is durable now that {@code number} is, null when there is none left. */
  @Nullable Pending poll(long number) {
    Invariant.check(
        number <= lastNumber && number >= persistedNumber,
        "RAFT-6 persisted a Ready out of order",
        "number",
        number,
        "last",
        lastNumber,
        "persisted",
        persistedNumber);
    Pending head = queue.peek();
    if (head == null || head.number > number) {
      persistedNumber = number;
      return null;
    }
    return queue.remove();
  }
}
