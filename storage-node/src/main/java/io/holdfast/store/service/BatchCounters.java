package io.holdfast.store.service;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** How many requests travel together: the proof that streams batch. Written by the store loop. */
final class BatchCounters {
  private final Counter batches;
  private final Counter requests;

  BatchCounters(MeterRegistry meters) {
    batches = meters.counter("holdfast.store.batches");
    requests = meters.counter("holdfast.store.batches.requests");
  }

  void took(int parts) {
    batches.increment();
    requests.increment(parts);
  }
}
