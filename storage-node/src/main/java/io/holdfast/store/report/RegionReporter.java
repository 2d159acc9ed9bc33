package io.holdfast.store.report;

import io.grpc.stub.StreamObserver;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.pdpb.PDGrpc;
import io.holdfast.protocol.wire.pdpb.PeerStats;
import io.holdfast.protocol.wire.pdpb.RegionHeartbeatRequest;
import io.holdfast.protocol.wire.pdpb.RegionHeartbeatResponse;
import io.holdfast.protocol.wire.pdpb.ReportBatchSplitRequest;
import io.holdfast.raft.core.PeerProgress;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.store.engine.Family;
import io.holdfast.store.region.RegionDescriptor;
import io.holdfast.store.region.RegionEvents;
import io.holdfast.store.region.RegionPeer;
import io.holdfast.store.region.StoreContext;
import io.holdfast.store.report.StoreLog.Event;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Heartbeats of the regions led here: at once when something changed, else periodically ({@link
 * ReportRounds}), all over one stream. Orders come back on the same stream.
 */
@LoopConfined("store")
public final class RegionReporter implements RegionEvents {
  /** Reports unanswered since a round without an answer: the stream is probably dead. */
  private static final long RECONNECT_NANOS = 500_000_000L;

  private final PdClient pd;
  private final long periodNanos;
  private final Consumer<RegionHeartbeatResponse> orders;
  private final StoreLog log;
  private final Set<Long> changed = new TreeSet<>();
  private final Map<Long, Long> inactiveSinceNanos = new TreeMap<>();
  private final ReportRounds rounds = new ReportRounds();
  private final CatchingUp catchingUp = new CatchingUp(this::changed);

  private @Nullable StoreContext store;
  private @Nullable StreamObserver<RegionHeartbeatRequest> stream;
  private long streamSerial;
  private boolean flushScheduled;
  private boolean started;
  private boolean stopped;

  /** {@code orders} is called on the store loop. */
  public RegionReporter(
      PdClient pd, Duration period, Consumer<RegionHeartbeatResponse> orders, StoreLog log) {
    this.pd = pd;
    this.periodNanos = period.toNanos();
    this.orders = orders;
    this.log = log;
  }

  /** The rooms built after this one; reports begin. */
  public void start(StoreContext context) {
    store = context;
    started = true;
    tick();
  }

  /** No more reports. */
  public void stop() {
    stopped = true;
  }

  private void tick() {
    StoreContext context = store;
    if (stopped || context == null) {
      return;
    }
    rounds.next();
    for (RegionPeer peer : context.router().peers()) {
      if (peer.isLeader() && rounds.due(peer)) {
        changed.add(peer.id());
      }
    }
    flush();
    context.loop().schedule(periodNanos, this::tick);
  }

  @Override
  public void changed(RegionPeer peer) {
    changed.add(peer.id());
    StoreContext context = store;
    if (started && !flushScheduled && context != null) {
      flushScheduled = true;
      context.loop().execute(this::flush);
    }
  }

  @Override
  public void split(RegionPeer parent, List<RegionDescriptor> parts) {
    ReportBatchSplitRequest.Builder report =
        ReportBatchSplitRequest.newBuilder().setHeader(pd.header());
    parts.forEach(part -> report.addRegions(part.wire()));
    log.tell(Event.SPLIT, parent.id(), "into " + parts.stream().map(RegionDescriptor::id).toList());
    // Best effort: heartbeats tell the same a little later.
    pd.call(PDGrpc.getReportBatchSplitMethod(), report.build(), response -> {}, status -> {});
  }

  @Override
  public void removed(long regionId) {
    changed.remove(regionId);
    rounds.forget(regionId);
    log.tell(Event.REMOVED, regionId, "its data is being deleted");
  }

  private void flush() {
    flushScheduled = false;
    StoreContext context = store;
    if (context == null || stopped || changed.isEmpty()) {
      return;
    }
    for (long regionId : changed) {
      RegionPeer peer = context.router().peer(regionId);
      Peer self = peer == null ? null : peer.region().peer(peer.peerId());
      if (peer != null && peer.isLeader() && self != null) {
        open(context).onNext(report(context, peer, self));
        catchingUp.reported(context, peer);
        rounds.reported(peer);
      } else {
        rounds.forget(regionId);
      }
    }
    changed.clear();
  }

  private RegionHeartbeatRequest report(StoreContext context, RegionPeer peer, Peer self) {
    RegionHeartbeatRequest.Builder report =
        RegionHeartbeatRequest.newBuilder()
            .setHeader(pd.header())
            .setRegion(peer.region().wire())
            .setLeader(self)
            .setTerm(peer.term())
            .setApproximateSize(sizeBytes(context, peer.region()));
    long committed = peer.group().commitIndex();
    long now = context.loop().clock().nanos();
    for (PeerProgress progress : peer.group().progress()) {
      Peer member = peer.region().peer(progress.peer());
      if (member == null || progress.peer() == peer.peerId()) {
        continue;
      }
      if (CatchingUp.lags(progress, committed)) {
        report.addPendingPeers(member);
      }
      if (progress.active()) {
        inactiveSinceNanos.remove(progress.peer());
      } else {
        long since = inactiveSinceNanos.computeIfAbsent(progress.peer(), id -> now);
        report.addDownPeers(
            PeerStats.newBuilder().setPeer(member).setDownSeconds((now - since) / 1_000_000_000L));
      }
    }
    return report.build();
  }

  /** Never 0, which means that it is not known. */
  private static long sizeBytes(StoreContext context, RegionDescriptor region) {
    long bytes = 0;
    for (Family family : List.of(Family.DEFAULT, Family.WRITE)) {
      bytes += context.engine().approximateSizeBytes(family, region.start(), region.end());
    }
    return Math.max(1, bytes);
  }

  private StreamObserver<RegionHeartbeatRequest> open(StoreContext context) {
    StreamObserver<RegionHeartbeatRequest> present = stream;
    if (present != null) {
      return present;
    }
    long serial = ++streamSerial;
    StreamObserver<RegionHeartbeatRequest> opened =
        pd.stream(PDGrpc.getRegionHeartbeatMethod(), new Answers(context, serial));
    stream = opened;
    return opened;
  }

  private void broken(StoreContext context) {
    stream = null;
    streamSerial++;
    pd.suspect();
    context.loop().schedule(RECONNECT_NANOS, this::reportAll);
  }

  private void reportAll() {
    StoreContext context = store;
    if (context != null) {
      context.router().peers().forEach(this::changed);
    }
  }

  private final class Answers implements StreamObserver<RegionHeartbeatResponse> {
    private final StoreContext context;
    private final long serial;

    Answers(StoreContext context, long serial) {
      this.context = context;
      this.serial = serial;
    }

    @Override
    public void onNext(RegionHeartbeatResponse order) {
      context
          .loop()
          .execute(
              () -> {
                if (!stopped) {
                  rounds.ordered(order.getRegionId());
                  orders.accept(order);
                }
              });
    }

    @Override
    public void onError(Throwable cause) {
      context.loop().execute(this::ended);
    }

    @Override
    public void onCompleted() {
      context.loop().execute(this::ended);
    }

    private void ended() {
      if (serial == streamSerial && !stopped) {
        broken(context);
      }
    }
  }
}
