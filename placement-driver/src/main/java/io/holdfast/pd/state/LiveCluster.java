package io.holdfast.pd.state;

import io.holdfast.protocol.wire.internal.Liveness;
import io.holdfast.protocol.wire.internal.StoreLiveness;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.metapb.Store;
import io.holdfast.protocol.wire.metapb.StoreState;
import io.holdfast.protocol.wire.pdpb.StoreStats;
import io.holdfast.runtime.time.Clock;
import java.util.ArrayList;
import java.util.List;
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

  /** A machine that is started again is back by then; one that is not is lost. */
  static final long DOWN_NANOS = 1_800_000_000_000L;

  private final Clock clock;
  private final ClusterState state;
  private final TreeMap<Long, StoreReport> reports = new TreeMap<>();
  private final TreeSet<Long> unsavedRoutes = new TreeSet<>();
  private RegionTree regions = new RegionTree();

  private record StoreReport(long atNanos, StoreStats stats) {}

  /** An empty picture over the replicated state. */
  public LiveCluster(Clock clock, ClusterState state) {
    this.clock = clock;
    this.state = state;
  }

  /** Begins with the replicated routes; called when this member becomes leader. */
  public void reset() {
    regions = new RegionTree();
    unsavedRoutes.clear();
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
    RegionTree.Outcome outcome = regions.put(info);
    if (outcome == RegionTree.Outcome.CHANGED) {
      unsavedRoutes.add(info.id());
    }
    return outcome;
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
    reports.put(storeId, new StoreReport(clock.nanos(), stats));
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
    if (silent >= DOWN_NANOS) {
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
