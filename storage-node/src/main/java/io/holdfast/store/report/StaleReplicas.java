package io.holdfast.store.report;

import io.holdfast.protocol.wire.pdpb.GetRegionByIDRequest;
import io.holdfast.protocol.wire.pdpb.PDGrpc;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.store.region.PeerLifecycle;
import io.holdfast.store.region.RegionDescriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Asks the placement driver about replicas that have heard from no leader for a whole period: they
 * may have been removed while they were away.
 */
@LoopConfined("store")
public final class StaleReplicas {
  /** Questions of one round: after a long outage all replicas of a store may be in doubt. */
  static final int QUESTIONS_MAX = 64;

  private final EventLoop loop;
  private final PdClient pd;
  private final PeerLifecycle lifecycle;
  private final long periodNanos;
  private Set<Long> doubtfulBefore = new TreeSet<>();
  private long askedLast;
  private boolean stopped;

  /** Looks every {@code period}. */
  public StaleReplicas(EventLoop loop, PdClient pd, PeerLifecycle lifecycle, Duration period) {
    this.loop = loop;
    this.pd = pd;
    this.lifecycle = lifecycle;
    this.periodNanos = period.toNanos();
  }

  /** Looks from now on. */
  public void start() {
    loop.schedule(periodNanos, this::look);
  }

  /** No more questions. */
  public void stop() {
    stopped = true;
  }

  private void look() {
    if (stopped) {
      return;
    }
    TreeSet<Long> doubtful = new TreeSet<>(lifecycle.inDoubt());
    TreeSet<Long> stillDoubtful = new TreeSet<>(doubtful);
    stillDoubtful.retainAll(doubtfulBefore);
    for (long regionId : next(stillDoubtful, askedLast)) {
      askedLast = regionId;
      ask(regionId);
    }
    doubtfulBefore = doubtful;
    loop.schedule(periodNanos, this::look);
  }

  /** Goes on behind the last question: those with no answer must not keep the others waiting. */
  static List<Long> next(NavigableSet<Long> candidates, long askedLast) {
    List<Long> round = new ArrayList<>(candidates.tailSet(askedLast, false));
    round.addAll(candidates.headSet(askedLast, true));
    return round.subList(0, Math.min(QUESTIONS_MAX, round.size()));
  }

  private void ask(long regionId) {
    pd.call(
        PDGrpc.getGetRegionByIDMethod(),
        GetRegionByIDRequest.newBuilder().setHeader(pd.header()).setRegionId(regionId).build(),
        response -> {
          if (!stopped && response.getRegion().getId() == regionId) {
            lifecycle.onMembership(RegionDescriptor.of(response.getRegion()));
          }
        },
        status -> {}); // Asked again next time.
  }
}
