package io.holdfast.store.report;

import io.grpc.Status;
import io.holdfast.protocol.wire.metapb.Store;
import io.holdfast.protocol.wire.pdpb.PDGrpc;
import io.holdfast.protocol.wire.pdpb.PutStoreRequest;
import io.holdfast.protocol.wire.pdpb.StoreHeartbeatRequest;
import io.holdfast.protocol.wire.pdpb.StoreHeartbeatResponse;
import io.holdfast.protocol.wire.pdpb.StoreStats;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.store.region.RegionPeer;
import io.holdfast.store.region.StoreContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store's own heartbeat: periodically, and soon after the placement driver was lost from sight,
 * because one that has just come back waits for what stores know (rule T5).
 */
@LoopConfined("store")
public final class StoreReporter {
  /** Between an attempt that failed and the next one. */
  private static final long SOON_NANOS = 500_000_000L;

  private static final Logger LOG = LoggerFactory.getLogger(StoreReporter.class);

  private final StoreContext store;
  private final PdClient pd;
  private final KnownMarks marks;
  private final long periodNanos;
  private final long startSeconds;
  private EventLoop.@Nullable Timer next;
  private long dueNanos;
  private @Nullable Store self;
  private boolean underWay;
  private boolean refusedBefore;
  private boolean stopped;

  /** Every {@code period}. */
  public StoreReporter(StoreContext store, PdClient pd, KnownMarks marks, Duration period) {
    this.store = store;
    this.pd = pd;
    this.marks = marks;
    this.periodNanos = period.toNanos();
    this.startSeconds = store.runtime().clock().wallMillis() / 1000;
  }

  /** Reports now and from now on. {@code described} is how the store was registered. */
  public void start(Store described) {
    store.loop().checkOwned();
    self = described;
    pd.onLost(() -> again(SOON_NANOS));
    report();
  }

  /** The next report is due in so long, or earlier if it was. */
  private void again(long inNanos) {
    long now = store.loop().clock().nanos();
    EventLoop.Timer pending = next;
    if (stopped || self == null || (pending != null && dueNanos - now <= inNanos)) {
      return;
    }
    if (pending != null) {
      pending.cancel();
    }
    dueNanos = now + inNanos;
    next =
        store
            .loop()
            .schedule(
                inNanos,
                () -> {
                  next = null;
                  report();
                });
  }

  private void report() {
    if (stopped || underWay) {
      return;
    }
    underWay = true;
    pd.call(
        PDGrpc.getStoreHeartbeatMethod(),
        StoreHeartbeatRequest.newBuilder()
            .setHeader(pd.header())
            .setStats(stats())
            .setMarks(marks.greatest())
            .build(),
        this::answered,
        this::failed);
  }

  private StoreStats stats() {
    StoreStats.Builder stats =
        StoreStats.newBuilder()
            .setStoreId(store.storeId())
            .setRegionCount(store.router().peers().size())
            .setStartTime((int) startSeconds)
            .setIsBusy(store.health().diskFull())
            // No quota of our own: a constant keeps size-based balancing neutral.
            .setCapacity(1L << 40)
            .setAvailable(store.health().diskFull() ? 0 : 1L << 39);
    for (RegionPeer peer : store.router().peers()) {
      if (peer.quarantine() != null) {
        stats.addDamagedRegionsId(peer.id());
      }
    }
    return stats.build();
  }

  private void answered(StoreHeartbeatResponse response) {
    underWay = false;
    refusedBefore = false;
    marks.heard(response.getMarks());
    again(periodNanos);
  }

  private void failed(Status status) {
    underWay = false;
    if (status.getCode() == Status.Code.FAILED_PRECONDITION) {
      refused(status);
      again(periodNanos);
    } else {
      again(SOON_NANOS);
    }
  }

  /** It does not know this store, or no more: told again, it does unless the store is tombstone. */
  private void refused(Status status) {
    Store described = self;
    if (!refusedBefore) {
      LOG.atWarn()
          .addKeyValue("store", store.storeId())
          .addKeyValue("reason", status.getDescription())
          .log("Placement driver refuses the heart-beat");
    }
    if (!refusedBefore && described != null) {
      pd.call(
          PDGrpc.getPutStoreMethod(),
          PutStoreRequest.newBuilder()
              .setHeader(pd.header())
              .setStore(described)
              .setMarks(marks.greatest())
              .build(),
          response -> again(SOON_NANOS),
          unregistered -> {});
    }
    refusedBefore = !refusedBefore; // Every second time: the period bounds how often.
  }

  /** No more reports. */
  public void stop() {
    stopped = true;
  }
}
