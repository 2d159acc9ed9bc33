package io.holdfast.client.region;

import io.holdfast.protocol.id.RegionEpoch;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.runtime.loop.LoopConfined;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Known regions, ordered by their start. Entries never overlap: of two that would, the greater
 * version is the newer one (rule G1) and stays. Bounded; the least recently used entry goes first.
 */
@LoopConfined("client-loop")
final class RegionCache {
  private final int entriesMax;
  private final TreeMap<Bytes, RegionRoute> byStart = new TreeMap<>();
  private final LinkedHashMap<Long, RegionRoute> byId = new LinkedHashMap<>(16, 0.75f, true);

  RegionCache(int entriesMax) {
    Invariant.check(entriesMax > 0, "Region cache without room", "entriesMax", entriesMax);
    this.entriesMax = entriesMax;
  }

  int size() {
    return byStart.size();
  }

  /** The region that holds {@code position}, if known. */
  @Nullable RegionRoute find(Bytes position) {
    Map.Entry<Bytes, RegionRoute> entry = byStart.floorEntry(position);
    return entry != null && entry.getValue().bounds().contains(position)
        ? touched(entry.getValue())
        : null;
  }

  /** The region that holds the greatest position below {@code limit}, if known. */
  @Nullable RegionRoute findBelow(Bytes limit) {
    Map.Entry<Bytes, RegionRoute> entry =
        limit.isEmpty() ? byStart.lastEntry() : byStart.lowerEntry(limit);
    if (entry == null) {
      return null;
    }
    RegionRoute route = entry.getValue();
    boolean reaches =
        route.end().isEmpty() || (!limit.isEmpty() && limit.compareTo(route.end()) <= 0);
    return reaches ? touched(route) : null;
  }

  private RegionRoute touched(RegionRoute route) {
    byId.get(route.id());
    return route;
  }

  /** The entry of a region id, if any. */
  @Nullable RegionRoute byId(long regionId) {
    return byId.get(regionId);
  }

  /** Takes over what somebody said about a region, unless something newer is known. */
  boolean insert(RegionRoute route) {
    List<RegionRoute> replaced = overlapping(route);
    RegionRoute same = byId.get(route.id());
    if (same != null && !replaced.contains(same)) {
      replaced.add(same); // It moved away from its old range entirely.
    }
    for (RegionRoute old : replaced) {
      if (isNewer(old, route)) {
        checkStays(old, route);
        return false;
      }
    }
    for (RegionRoute old : replaced) {
      checkStays(route, old);
      remove(old);
    }
    byStart.put(route.start(), route);
    byId.put(route.id(), route);
    if (byId.size() > entriesMax) {
      remove(byId.values().iterator().next());
    }
    return true;
  }

  /** Says in other words what must not happen, whichever of two stays. */
  private static void checkStays(RegionRoute stays, RegionRoute goes) {
    RegionEpoch kept = stays.epoch();
    RegionEpoch left = goes.epoch();
    boolean sameButForMembers = stays.id() == goes.id() && left.version() == kept.version();
    Invariant.check(
        left.version() <= kept.version() && !(sameButForMembers && left.confVer() > kept.confVer()),
        "G1 a client keeps the older of two descriptions of a range",
        "stays",
        stays,
        "goes",
        goes);
  }

  private static boolean isNewer(RegionRoute old, RegionRoute route) {
    return old.epoch().version() > route.epoch().version()
        || (old.id() == route.id()
            && old.epoch().version() == route.epoch().version()
            && old.epoch().confVer() > route.epoch().confVer());
  }

  private List<RegionRoute> overlapping(RegionRoute route) {
    List<RegionRoute> found = new ArrayList<>();
    Map.Entry<Bytes, RegionRoute> entry = byStart.floorEntry(route.start());
    if (entry == null) {
      entry = byStart.firstEntry();
    }
    while (entry != null) {
      RegionRoute other = entry.getValue();
      if (!route.end().isEmpty() && other.start().compareTo(route.end()) >= 0) {
        break;
      }
      if (other.bounds().overlaps(route.bounds())) {
        found.add(other);
      }
      entry = byStart.higherEntry(entry.getKey());
    }
    return found;
  }

  private void remove(RegionRoute route) {
    byStart.remove(route.start());
    byId.remove(route.id());
  }

  /** Forgets the region if it is still known as {@code seen}, or older. */
  void invalidate(RegionRoute seen) {
    RegionRoute now = byId.get(seen.id());
    if (now != null && !seen.epoch().isOlderThan(now.epoch())) {
      remove(now);
    }
  }

  /** {@code seen} is led by {@code leader}; no effect when the region has changed since. */
  void setLeader(RegionRoute seen, Peer leader) {
    RegionRoute now = byId.get(seen.id());
    if (now != null && now.epoch().equals(seen.epoch())) {
      replace(now.ledBy(leader));
    }
  }

  /**
   * The peer that {@code seen} names as the leader did not answer: the next one is tried, and when
   * all were, the region is forgotten so that the placement driver is asked. Without effect when
   * another request has already learnt better.
   */
  void leaderFailed(RegionRoute seen) {
    RegionRoute now = byId.get(seen.id());
    if (now == null
        || !now.epoch().equals(seen.epoch())
        || now.leader().getId() != seen.leader().getId()) {
      return;
    }
    RegionRoute next = now.nextPeer();
    if (next == null) {
      remove(now);
    } else {
      replace(next);
    }
  }

  /** The leader of {@code seen} answered: failures counted before it are forgiven. */
  void leaderAnswered(RegionRoute seen) {
    RegionRoute now = byId.get(seen.id());
    if (now != null && now.failures() > 0 && now.leader().getId() == seen.leader().getId()) {
      replace(new RegionRoute(now.region(), now.epoch(), now.bounds(), now.leader(), 0));
    }
  }

  private void replace(RegionRoute route) {
    byStart.put(route.start(), route);
    byId.put(route.id(), route);
  }

  /** All entries, by start. */
  List<RegionRoute> entries() {
    return List.copyOf(byStart.values());
  }
}
