package io.holdfast.store.report;

import io.holdfast.protocol.wire.pdpb.PDGrpc;
import io.holdfast.protocol.wire.pdpb.StoreHeartbeatRequest;
import io.holdfast.protocol.wire.pdpb.StoreStats;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.store.region.StoreContext;
import java.time.Duration;

/** The store's own heartbeat. */
@LoopConfined("store")
public final class StoreReporter {
  private final StoreContext store;
  private final PdClient pd;
  private final long periodNanos;
  private final long startSeconds;
  private boolean stopped;

  /** Every {@code period}. */
  public StoreReporter(StoreContext store, PdClient pd, Duration period) {
    this.store = store;
    this.pd = pd;
    this.periodNanos = period.toNanos();
    this.startSeconds = store.runtime().clock().wallMillis() / 1000;
  }

  /** Reports now and from now on. */
  public void start() {
    EventLoop loop = store.loop();
    loop.checkOwned();
    if (stopped) {
      return;
    }
    report();
    loop.schedule(periodNanos, this::start);
  }

  private void report() {
    StoreStats stats =
        StoreStats.newBuilder()
            .setStoreId(store.storeId())
            .setRegionCount(store.router().peers().size())
            .setStartTime((int) startSeconds)
            .setIsBusy(store.health().diskFull())
            // No quota of our own: a constant keeps size-based balancing neutral.
            .setCapacity(1L << 40)
            .setAvailable(store.health().diskFull() ? 0 : 1L << 39)
            .build();
    pd.call(
        PDGrpc.getStoreHeartbeatMethod(),
        StoreHeartbeatRequest.newBuilder().setHeader(pd.header()).setStats(stats).build(),
        response -> {},
        status -> {});
  }

  /** No more reports. */
  public void stop() {
    stopped = true;
  }
}
