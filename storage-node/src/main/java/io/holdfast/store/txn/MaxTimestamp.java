package io.holdfast.store.txn;

import io.holdfast.store.mvcc.MvccKeys;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The highest timestamp a store has read at (rule M1): no transaction may compute a commit
 * timestamp at or below it. Raised by a reader before it looks at locks (rule M2), hence volatile;
 * shared by all loops of a store.
 */
public final class MaxTimestamp {
  private final AtomicLong highest = new AtomicLong();

  /** Nothing read yet. */
  public MaxTimestamp() {}

  /** A read at {@code ts} is about to happen. The greatest timestamp raises nothing (rule M7). */
  public void raise(long ts) {
    if (ts == MvccKeys.TS_MAX) {
      return;
    }
    long seen = highest.get();
    while (MvccKeys.after(ts, seen) && !highest.compareAndSet(seen, ts)) {
      seen = highest.get();
    }
  }

  /** The highest so far. */
  public long get() {
    return highest.get();
  }
}
