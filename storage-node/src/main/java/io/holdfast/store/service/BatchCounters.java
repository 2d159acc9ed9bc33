package io.holdfast.store.service;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** How many requests travel together: the proof that streams batch. Any thread. */
final class BatchCounters {
  private final Counter batches;
  private final Counter requests;
  private final Counter messages;
  private final Counter answers;

  BatchCounters(MeterRegistry meters) {
    batches = meters.counter("holdfast.store.batches");
    requests = meters.counter("holdfast.store.batches.requests");
    messages = meters.counter("holdfast.store.batches.messages");
    answers = meters.counter("holdfast.store.batches.answers");
  }

  void took(int parts) {
    batches.increment();
    requests.increment(parts);
  }

  void answered(int parts) {
    messages.increment();
    answers.increment(parts);
  }
}
