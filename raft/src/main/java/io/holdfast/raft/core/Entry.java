package io.holdfast.raft.core;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;

/** One position of the replicated log. Indexes begin at 1 (Raft §5.3). */
public record Entry(long index, long term, EntryKind kind, Bytes data) {
  /** What an entry costs beside its data, in the accounting of windows and caches, bytes. */
  public static final int OVERHEAD_BYTES = 32;

  /** Validates. */
  public Entry {
    Invariant.check(index > 0 && term > 0, "Entry outside the log", "index", index, "term", term);
  }

  /** Size in the accounting of windows, caches and batches. */
  public int sizeBytes() {
    return OVERHEAD_BYTES + data.length();
  }
}
