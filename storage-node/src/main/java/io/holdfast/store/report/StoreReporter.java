package io.holdfast.store.report;

import io.grpc.Status;
import io.holdfast.protocol.wire.metapb.Store;
import io.holdfast.protocol.wire.pdpb.PDGrpc;
import io.holdfast.protocol.wire.pdpb.PutStoreRequest;
import io.holdfast.protocol.wire.pdpb.StoreHeartbeatRequest;
import io.holdfast.protocol.wire.pdpb.StoreHeartbeatResponse;
import io.holdfast.protocol.wire.pdpb.StoreStats;
import io.holdfast.runtime.file.FileSystem.Space;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.store.region.RegionPeer;
import io.holdfast.store.region.StoreContext;
import io.holdfast.store.report.StoreLog.Event;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The store's own heartbeat: periodically, and soon after the placement driver was lost from sight,
 * because one that has just come back waits for what stores know (rule T5).
 */
@LoopConfined("store")
public final class StoreReporter {
  /** Between an attempt that failed and the next one. */
  private static final long SOON_NANOS = 500_000_000L;

  private final StoreContext store;
  private final PdClient pd;
  private final KnownMarks marks;
  private final StoreLog log;
  private final Supplier<Space> space;
  private final long periodNanos;
  private final long startSeconds;
  private EventLoop.@Nullable Timer next;
  private long dueNanos;
  private @Nullable Store self;
  private boolean underWay;
  private boolean missing;
  private long missingSinceNanos;
  private boolean refusedBefore;
  private boolean stopped;

  /** Every {@code period}; {@code space} is asked on the store loop and must not wait. */
  public StoreReporter(
      StoreContext store,
      PdClient pd,
      KnownMarks marks,
      StoreLog log,
      Supplier<Space> space,
      Duration period) {
    this.store = store;
    this.pd = pd;
    this.marks = marks;
    this.log = log;
    this.space = space;
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
    Space now = space.get();
    StoreStats.Builder stats =
        StoreStats.newBuilder()
            .setStoreId(store.storeId())
            .setRegionCount(store.router().peers().size())
            .setStartTime((int) startSeconds)
            .setIsBusy(store.health().diskFull())
            .setCapacity(now.totalBytes())
            .setAvailable(now.usableBytes())
            .setUsedSize(now.totalBytes() - now.usableBytes());
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
    found();
    marks.heard(response.getMarks());
    again(periodNanos);
  }

  private void failed(Status status) {
    underWay = false;
    if (status.getCode() == Status.Code.FAILED_PRECONDITION) {
      found();
      refused(status);
      again(periodNanos);
    } else {
      missed(status);
      again(SOON_NANOS);
    }
  }

  private void missed(Status status) {
    if (!missing) {
      missing = true;
      missingSinceNanos = store.loop().clock().nanos();
      log.tell(Event.PD_LOST, 0, status.getCode() + " " + status.getDescription());
    }
  }

  private void found() {
    if (missing) {
      missing = false;
      log.tell(Event.PD_FOUND, 0, "after " + silentSeconds() + " s");
    }
  }

  private long silentSeconds() {
    return (store.loop().clock().nanos() - missingSinceNanos) / 1_000_000_000L;
  }

  /** Why the placement driver does not count on this store; null when it does. */
  public @Nullable String objection() {
    if (missing) {
      return "placement driver unreachable for " + silentSeconds() + " s";
    }
    if (self == null) {
      return "not registered with the placement driver";
    }
    return refusedBefore ? "refused by the placement driver" : null;
  }

  /** It does not know this store, or no more: told again, it does unless the store is tombstone. */
  private void refused(Status status) {
    Store described = self;
    if (!refusedBefore) {
      log.tell(Event.PD_REFUSED, 0, String.valueOf(status.getDescription()));
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
