package io.holdfast.pd.state;

import io.holdfast.protocol.wire.internal.Liveness;
import io.holdfast.protocol.wire.internal.StoreLiveness;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.PeerRole;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.metapb.Store;
import io.holdfast.protocol.wire.metapb.StoreState;
import io.holdfast.protocol.wire.pdpb.StoreStats;
import io.holdfast.runtime.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the leader knows from heart-beats: soft state, rebuilt after a restart. Regions begin as the
 * routes that were replicated, so look-ups are answered before the first heart-beat.
 *
 * <p>Confined to {@code pd-loop}.
 */
public final class LiveCluster {
  /** A store that has been silent for longer gets no new replicas. Heart-beats come every 10 s. */
  static final long SILENT_NANOS = 30_000_000_000L;

  /** Two heart-beats are missing: what has failed is seen before replicas are counted on it. */
  static final long DISCONNECTED_NANOS = 20_000_000_000L;

  /**
   * A machine that is started again is back by then; one that is not is lost. Unless configured.
   */
  public static final long DOWN_NANOS_DEFAULT = 1_800_000_000_000L;

  /** A disk on which a compaction makes room again is not worth moving replicas for. */
  static final long FULL_NANOS = 30_000_000_000L;

  private final Clock clock;
  private final ClusterState state;
  private final long downNanos;
  private final TreeMap<Long, Long> learnersBehindSince = new TreeMap<>();
  private final TreeMap<Long, StoreReport> reports = new TreeMap<>();
  private final TreeSet<Long> unsavedRoutes = new TreeSet<>();
  private RegionTree regions = new RegionTree();

  /** {@code fullSince}: the first of an unbroken row of reports of a full disk; else null. */
  private record StoreReport(long atNanos, StoreStats stats, @Nullable Long fullSince) {}

  /**
   * An empty picture over the replicated state.
   *
   * @param downNanos a store that is silent for so long is lost
   */
  public LiveCluster(Clock clock, ClusterState state, long downNanos) {
    this.clock = clock;
    this.state = state;
    this.downNanos = downNanos;
  }

  /** Begins with the replicated routes; called when this member becomes leader. */
  public void reset() {
    regions = new RegionTree();
    unsavedRoutes.clear();
    learnersBehindSince.clear();
    for (RegionInfo route : state.routes().all()) {
      regions.put(route);
    }
    // A store is innocent until it has been silent for as long as any other.
    for (long storeId : state.storeIds()) {
      heard(storeId, StoreStats.getDefaultInstance());
    }
  }

  /** The regions. */
  public RegionTree regions() {
    return regions;
  }

  /** Takes the report of a region's leader in. */
  public RegionTree.Outcome report(RegionInfo info) {
    RegionInfo before = regions.byId(info.id());
    RegionTree.Outcome outcome = regions.put(info);
    if (outcome == RegionTree.Outcome.CHANGED) {
      unsavedRoutes.add(info.id());
    }
    if (outcome != RegionTree.Outcome.STALE) {
      learners(before, info);
    }
    return outcome;
  }

  private void learners(@Nullable RegionInfo before, RegionInfo now) {
    if (before != null) {
      for (Peer peer : before.region().getPeersList()) {
        if (!behind(now, peer.getId())) {
          learnersBehindSince.remove(peer.getId());
        }
      }
    }
    for (Peer peer : now.region().getPeersList()) {
      if (behind(now, peer.getId())) {
        learnersBehindSince.putIfAbsent(peer.getId(), clock.nanos());
      }
    }
  }

  private static boolean behind(RegionInfo region, long peerId) {
    Peer peer = region.peer(peerId);
    return peer != null
        && peer.getRole() == PeerRole.Learner
        && (region.pending(peerId) || region.down(peerId));
  }

  /** Learners that have not caught up for as long as a store may be away. */
  public List<Long> hopelessLearners() {
    List<Long> hopeless = new ArrayList<>();
    for (Map.Entry<Long, Long> learner : learnersBehindSince.entrySet()) {
      if (clock.nanos() - learner.getValue() >= downNanos) {
        hopeless.add(learner.getKey());
      }
    }
    return hopeless;
  }

  /** True iff the store has been silent for longer than it may be away. */
  public boolean lost(long storeId) {
    StoreReport report = reports.get(storeId);
    return report != null && clock.nanos() - report.atNanos() >= downNanos;
  }

  /**
   * Takes in the shape of regions after a split, before their leaders report: the part on the store
   * that led the whole is most likely led by the same store.
   */
  public void reportSplit(List<Region> parts) {
    long leaderStoreId = 0;
    for (Region part : parts) {
      RegionInfo known = regions.at(RegionInfo.of(part).start());
      if (known != null && known.leader() != null) {
        leaderStoreId = known.leader().getStoreId();
      }
    }
    for (Region part : parts) {
      RegionInfo shape = RegionInfo.of(part);
      report(new RegionInfo(part, shape.peerOnStore(leaderStoreId), 0, List.of(), List.of(), 0));
    }
  }

  /** A store reported. */
  public void heard(long storeId, StoreStats stats) {
    StoreReport before = reports.get(storeId);
    Long fullSince = before == null ? null : before.fullSince();
    if (!stats.getIsBusy()) {
      fullSince = null;
    } else if (fullSince == null) {
      fullSince = clock.nanos();
    }
    reports.put(storeId, new StoreReport(clock.nanos(), stats, fullSince));
  }

  /** True iff the store has had no room for so long that its replicas should go elsewhere. */
  public boolean fullForLong(long storeId) {
    StoreReport report = reports.get(storeId);
    Long since = report == null ? null : report.fullSince();
    return since != null && clock.nanos() - since >= FULL_NANOS;
  }

  /** What a store last reported. */
  public StoreStats stats(long storeId) {
    StoreReport report = reports.get(storeId);
    return report == null ? StoreStats.getDefaultInstance() : report.stats();
  }

  /** How long ago a store was heard; a new leader counts from the beginning of its term. */
  public StoreLiveness liveness(long storeId) {
    StoreReport report = reports.get(storeId);
    StoreLiveness.Builder liveness = StoreLiveness.newBuilder().setStoreId(storeId);
    if (report == null) {
      return liveness.build();
    }
    long silent = clock.nanos() - report.atNanos();
    Liveness state = Liveness.UP;
    if (silent >= downNanos) {
      state = Liveness.DOWN;
    } else if (silent >= DISCONNECTED_NANOS) {
      state = Liveness.DISCONNECTED;
    }
    return liveness.setLiveness(state).setSilentSeconds(silent / 1_000_000_000L).build();
  }

  /** True iff the store may be given replicas. */
  public boolean up(long storeId) {
    StoreReport report = reports.get(storeId);
    Store store = state.store(storeId);
    return store != null
        && store.getState() == StoreState.Up
        && report != null
        && !report.stats().getIsBusy()
        && clock.nanos() - report.atNanos() <= SILENT_NANOS;
  }

  /** Takes up to {@code max} regions whose shape is not replicated yet; null when there is none. */
  public @Nullable List<Region> takeUnsavedRoutes(int max) {
    List<Region> taken = new ArrayList<>();
    while (!unsavedRoutes.isEmpty() && taken.size() < max) {
      RegionInfo info = regions.byId(unsavedRoutes.pollFirst());
      if (info != null) {
        taken.add(info.region());
      }
    }
    return taken.isEmpty() ? null : taken;
  }

  /** The stores as schedulers see them. */
  public List<Long> upStores() {
    return state.storeIds().stream().filter(this::up).toList();
  }
}
