package io.holdfast.store.server;

import io.holdfast.raft.driver.MultiRaftDriver;
import io.holdfast.raft.wal.SharedLog;
import io.holdfast.store.budget.SharedBudget;
import io.holdfast.store.read.task.ReadScheduler;
import io.holdfast.store.region.StoreContext;
import io.holdfast.store.region.StoreHealth;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.ToDoubleFunction;

/** Numbers that are looked up when someone asks. */
final class StoreMetrics {
  private StoreMetrics() {}

  /** Gauges read single words that one loop writes; a value that is a moment old is fine. */
  static void register(
      MeterRegistry meters,
      StoreContext store,
      MultiRaftDriver driver,
      SharedLog log,
      ReadScheduler reads) {
    Tags tags = Tags.of("store", Long.toString(store.storeId()));
    gauge(
        meters,
        tags,
        "holdfast.store.proposals.pending.bytes",
        store.proposalBytes(),
        SharedBudget::used);
    gauge(meters, tags, "holdfast.store.reads.pending", store.pendingReads(), SharedBudget::used);
    gauge(meters, tags, "holdfast.store.reads.open", reads, ReadScheduler::open);
    gauge(meters, tags, "holdfast.store.reads.given.up", reads, ReadScheduler::givenUp);
    gauge(
        meters,
        tags,
        "holdfast.store.regions.quarantined",
        store.health(),
        StoreHealth::quarantined);
    gauge(meters, tags, "holdfast.store.regions", store.router(), r -> r.peers().size());
    gauge(meters, tags, "holdfast.store.regions.asleep", driver, MultiRaftDriver::asleep);
    gauge(
        meters, tags, "holdfast.store.snapshots.sent", store.snapshots(), s -> s.figures().sent());
    gauge(
        meters,
        tags,
        "holdfast.store.snapshots.sent.bytes",
        store.snapshots(),
        s -> s.figures().sentBytes());
    gauge(meters, tags, "holdfast.store.log.syncs", log, l -> l.counters().syncs());
    gauge(meters, tags, "holdfast.store.log.entries", log, l -> l.counters().entries());
    gauge(meters, tags, "holdfast.store.log.bytes", log, l -> l.counters().bytes());
  }

  /** A store that comes back in the same process takes the place of its former life. */
  private static <T> void gauge(
      MeterRegistry meters, Tags tags, String name, T source, ToDoubleFunction<T> value) {
    Gauge former = meters.find(name).tags(tags).gauge();
    if (former != null) {
      meters.remove(former);
    }
    Gauge.builder(name, source, value).tags(tags).register(meters);
  }
}
