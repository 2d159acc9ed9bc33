package io.holdfast.store.server;

import io.holdfast.raft.wal.SharedLog;
import io.holdfast.store.region.StoreContext;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/** Numbers that are looked up when someone asks. */
final class StoreMetrics {
  private StoreMetrics() {}

  /** Gauges read single words that one loop writes; a value that is a moment old is fine. */
  static void register(MeterRegistry meters, StoreContext store, SharedLog log) {
    Tags tags = Tags.of("store", Long.toString(store.storeId()));
    Gauge.builder("holdfast.store.proposals.pending.bytes", store.proposalBytes(), p -> p.bytes())
        .tags(tags)
        .register(meters);
    Gauge.builder("holdfast.store.reads.pending", store.health(), h -> h.pendingReads())
        .tags(tags)
        .register(meters);
    Gauge.builder("holdfast.store.regions", store.router(), r -> r.peers().size())
        .tags(tags)
        .register(meters);
    Gauge.builder("holdfast.store.log.syncs", log, l -> l.counters().syncs())
        .tags(tags)
        .register(meters);
    Gauge.builder("holdfast.store.log.entries", log, l -> l.counters().entries())
        .tags(tags)
        .register(meters);
    Gauge.builder("holdfast.store.log.bytes", log, l -> l.counters().bytes())
        .tags(tags)
        .register(meters);
  }
}
