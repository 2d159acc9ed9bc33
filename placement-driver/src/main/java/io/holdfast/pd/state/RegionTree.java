package io.holdfast.pd.state;

import io.holdfast.protocol.id.RegionEpoch;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Regions ordered by their start. Reports arrive late, twice and out of order; the tree keeps the
 * newest picture: where a report overlaps what is known, the higher {@code version} wins and the
 * regions it replaces leave the tree; a region never goes back in its own epoch.
 *
 * <p>Confined to {@code pd-loop}. Invariant: ranges do not overlap, and both indexes hold the same
 * regions. Gaps are possible for a while after a split of which only a part has reported.
 */
public final class RegionTree {
  private final TreeMap<Bytes, RegionInfo> byStart = new TreeMap<>();
  private final TreeMap<Long, RegionInfo> byId = new TreeMap<>();
  private final TreeMap<Long, Integer> peersByStore = new TreeMap<>();
  private final TreeMap<Long, Integer> leadersByStore = new TreeMap<>();

  /** What became of a report. */
  public enum Outcome {
    /** Older than what is known; nothing changed. */
    STALE,
    /** Same shape as before; leader and statistics were taken over. */
    REFRESHED,
    /** Range, peers or epoch changed. */
    CHANGED
  }

  /** Number of regions. */
  public int size() {
    return byId.size();
  }

  /** Peers that regions have on a store. */
  public int peersOnStore(long storeId) {
    return peersByStore.getOrDefault(storeId, 0);
  }

  /** Regions that are led from a store. */
  public int leadersOnStore(long storeId) {
    return leadersByStore.getOrDefault(storeId, 0);
  }

  /** The region of that id. */
  public @Nullable RegionInfo byId(long regionId) {
    return byId.get(regionId);
  }

  /** The region that holds a position. */
  public @Nullable RegionInfo at(Bytes position) {
    Map.Entry<Bytes, RegionInfo> floor = byStart.floorEntry(position);
    return floor != null && floor.getValue().range().contains(position) ? floor.getValue() : null;
  }

  /** The region that ends where the one holding {@code position} begins. */
  public @Nullable RegionInfo before(Bytes position) {
    RegionInfo here = at(position);
    if (here == null) {
      return null;
    }
    Map.Entry<Bytes, RegionInfo> lower = byStart.lowerEntry(here.start());
    return lower != null && lower.getValue().range().end().equals(here.start())
        ? lower.getValue()
        : null;
  }

  /** Regions that overlap the range, in order, {@code max} at the most. */
  public List<RegionInfo> scan(KeyRange range, int max) {
    List<RegionInfo> found = new ArrayList<>();
    Bytes floor = byStart.floorKey(range.start());
    for (RegionInfo info : byStart.tailMap(floor == null ? range.start() : floor).values()) {
      boolean beyond = !range.end().isEmpty() && info.start().compareTo(range.end()) >= 0;
      if (found.size() >= max || beyond) {
        break;
      }
      if (info.range().overlaps(range)) {
        found.add(info);
      }
    }
    return found;
  }

  /** The first region whose start is greater than {@code start}. */
  public @Nullable RegionInfo higher(Bytes start) {
    Map.Entry<Bytes, RegionInfo> higher = byStart.higherEntry(start);
    return higher == null ? null : higher.getValue();
  }

  /** All regions, in order. */
  public Iterable<RegionInfo> all() {
    return byStart.values();
  }

  /** Takes a report in, unless something newer is known of any key in its range. */
  public Outcome put(RegionInfo report) {
    RegionInfo known = byId.get(report.id());
    if (known != null && older(report, known)) {
      return Outcome.STALE;
    }
    List<RegionInfo> overlapping = scan(report.range(), Integer.MAX_VALUE);
    for (RegionInfo other : overlapping) {
      if (other.id() != report.id() && report.epoch().version() < other.epoch().version()) {
        return Outcome.STALE;
      }
    }
    boolean sameShape = known != null && known.region().equals(report.region());
    if (known != null) {
      remove(known);
    }
    for (RegionInfo other : overlapping) {
      if (other.id() != report.id()) {
        remove(other);
      }
    }
    add(report);
    return sameShape ? Outcome.REFRESHED : Outcome.CHANGED;
  }

  private static boolean older(RegionInfo report, RegionInfo known) {
    RegionEpoch epoch = report.epoch();
    if (epoch.isOlderThan(known.epoch())) {
      return true;
    }
    // Same epoch: a deposed leader's late report must not take the leadership back. 0 means that
    // one side does not know the term (a route from disk, a report of a split).
    return epoch.equals(known.epoch()) && report.term() < known.term() && known.leader() != null;
  }

  private void add(RegionInfo info) {
    byStart.put(info.start(), info);
    byId.put(info.id(), info);
    count(info, 1);
  }

  private void remove(RegionInfo info) {
    byStart.remove(info.start());
    byId.remove(info.id());
    count(info, -1);
  }

  private void count(RegionInfo info, int change) {
    for (Peer peer : info.region().getPeersList()) {
      count(peersByStore, peer.getStoreId(), change);
    }
    Peer leader = info.leader();
    if (leader != null) {
      count(leadersByStore, leader.getStoreId(), change);
    }
  }

  private static void count(Map<Long, Integer> counts, long storeId, int change) {
    if (counts.merge(storeId, change, Integer::sum) == 0) {
      counts.remove(storeId);
    }
  }

  /** Fails if ranges overlap or the indexes differ. */
  public void checkInvariants() {
    RegionInfo previous = null;
    for (RegionInfo info : byStart.values()) {
      Invariant.check(
          info.equals(byId.get(info.id())), "Region tree indexes differ", "id", info.id());
      if (previous != null) {
        Invariant.check(
            !previous.range().overlaps(info.range()),
            "G1 regions overlap",
            "left",
            previous.id(),
            "right",
            info.id());
      }
      previous = info;
    }
    Invariant.check(
        byStart.size() == byId.size(),
        "Region tree indexes differ in size",
        "byStart",
        byStart.size(),
        "byId",
        byId.size());
  }
}
