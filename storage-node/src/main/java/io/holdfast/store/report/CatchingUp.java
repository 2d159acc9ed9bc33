package io.holdfast.store.report;

import io.holdfast.raft.core.PeerProgress;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.store.region.RegionPeer;
import io.holdfast.store.region.StoreContext;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Regions led here of which a replica that answers was behind at the last report. The placement
 * driver waits for the end of that, so they are looked at again soon: by one timer for all, some at
 * a time, and only while there are any.
 */
@LoopConfined("store")
final class CatchingUp {
  private static final long LOOK_NANOS_MIN = 25_000_000L;

  /** Where nothing moves, looks become rare. */
  private static final long LOOK_NANOS_MAX = 800_000_000L;

  /** What a look costs is bounded, however many replicas of a store that was away catch up. */
  private static final int LOOK_MAX = 64;

  /** Entries a learner may lack and still count as caught up. */
  private static final long CAUGHT_UP_ENTRIES = 100;

  private final Consumer<RegionPeer> changed;
  private final TreeMap<Long, Integer> lagging = new TreeMap<>(); // Replicas, by region.
  private long lookedTo;
  private long delayNanos;
  private EventLoop.@Nullable Timer next;

  /** {@code changed} hears of regions of which fewer or more replicas are behind than were. */
  CatchingUp(Consumer<RegionPeer> changed) {
    this.changed = changed;
  }

  /** True iff the replica cannot take part in decisions for a while; a new one has nothing yet. */
  static boolean lags(PeerProgress progress, long committed) {
    return progress.needsSnapshot()
        || (progress.learner() && progress.match() == 0)
        || progress.match() + CAUGHT_UP_ENTRIES < committed;
  }

  private static int lagging(RegionPeer peer) {
    long committed = peer.group().commitIndex();
    int count = 0;
    for (PeerProgress progress : peer.group().progress()) {
      if (progress.active() && lags(progress, committed)) {
        count++;
      }
    }
    return count;
  }

  /** The placement driver was told of the region just now. */
  void reported(StoreContext store, RegionPeer peer) {
    int count = lagging(peer);
    if (count == 0) {
      lagging.remove(peer.id());
      return;
    }
    Integer before = lagging.put(peer.id(), count);
    if (before == null || before != count) {
      delayNanos = LOOK_NANOS_MIN;
      schedule(store);
    }
  }

  private void schedule(StoreContext store) {
    EventLoop.Timer later = next;
    if (later != null) {
      later.cancel();
    }
    next = store.loop().schedule(delayNanos, () -> look(store));
    delayNanos = Math.min(LOOK_NANOS_MAX, 2 * delayNanos);
  }

  private void look(StoreContext store) {
    next = null;
    for (int i = 0; i < LOOK_MAX && !lagging.isEmpty(); i++) {
      Map.Entry<Long, Integer> next = lagging.higherEntry(lookedTo);
      if (next == null) {
        lookedTo = 0;
        break;
      }
      lookedTo = next.getKey();
      RegionPeer peer = store.router().peer(lookedTo);
      if (peer == null || !peer.isLeader()) {
        lagging.remove(lookedTo);
      } else if (lagging(peer) != next.getValue()) {
        changed.accept(peer);
      }
    }
    if (!lagging.isEmpty()) {
      schedule(store);
    }
  }
}
