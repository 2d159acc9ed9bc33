package io.holdfast.store.read;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** How reads of a store were allowed. Any thread. */
public final class ReadCounters {
  private final Counter lease;
  private final Counter index;

  /** Counts in {@code meters}. */
  public ReadCounters(MeterRegistry meters) {
    this.lease = meters.counter("holdfast.store.reads", "by", "lease");
    this.index = meters.counter("holdfast.store.reads", "by", "index");
  }

  void byLease() {
    lease.increment();
  }

  void byLease(int reads) {
    lease.increment(reads);
  }

  void byIndex() {
    index.increment();
  }
}
