package io.holdfast.raft.core;

import java.util.List;

/**
 * The core's read access to the entries of its group that have been handed to the log. Called on
 * the group's loop only; entries the core has asked to persist but that are not yet durable are
 * kept by the core itself.
 *
 * <p>Invariant: {@code firstIndex() <= lastIndex() + 1}; the term of {@code firstIndex() - 1} is
 * known (0 for index 0).
 */
public interface LogStorage {
  /** Lowest index that can be read. */
  long firstIndex();

  /** Highest index in the log; {@code firstIndex() - 1} when it is empty. */
  long lastIndex();

  /** Term of an index in {@code [firstIndex() - 1, lastIndex()]}. */
  long term(long index);

  /**
   * Entries of {@code [from, to)}, within bounds; at least one, and then no more than {@code
   * bytesMax} of {@link Entry#sizeBytes()}.
   */
  List<Entry> entries(long from, long to, long bytesMax);
}
