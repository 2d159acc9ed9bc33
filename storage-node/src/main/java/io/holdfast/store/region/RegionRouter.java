package io.holdfast.store.region;

import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.runtime.loop.LoopConfined;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The replicas of this store by region id, and their ranges, which never overlap. */
@LoopConfined("store")
public final class RegionRouter {
  /** Neighbours listed for a client whose epoch is old: more of them it can ask PD about. */
  private static final int SIBLINGS_MAX = 16;

  private final TreeMap<Long, RegionPeer> byId = new TreeMap<>();
  private final TreeMap<Bytes, RegionPeer> byStart = new TreeMap<>();
  private long changes;
  private final KnownIds known = new KnownIds();
  private final RegionViews views = new RegionViews();

  /** The greatest ids seen in use by this store. */
  public KnownIds known() {
    return known;
  }

  /** What other threads may know of the regions led here. */
  public RegionViews views() {
    return views;
  }

  /** The replica of a region, null when there is none. */
  public @Nullable RegionPeer peer(long regionId) {
    return byId.get(regionId);
  }

  /** All replicas by ascending region id. */
  public Collection<RegionPeer> peers() {
    return Collections.unmodifiableCollection(byId.values());
  }

  /** The replica whose range holds that position. */
  public @Nullable RegionPeer holding(Bytes position) {
    Map.Entry<Bytes, RegionPeer> floor = byStart.floorEntry(position);
    return floor != null && floor.getValue().region().contains(position) ? floor.getValue() : null;
  }

  /**
   * Some replica, other than of region {@code exceptId}, that covers part of {@code [from, to)}.
   */
  public @Nullable RegionPeer overlapping(Bytes from, Bytes to, long exceptId) {
    Bytes start = byStart.floorKey(from);
    for (RegionPeer peer : byStart.tailMap(start == null ? from : start, true).values()) {
      if (!to.isEmpty() && peer.region().start().compareTo(to) >= 0) {
        return null;
      }
      if (peer.id() != exceptId && peer.region().overlaps(from, to)) {
        return peer;
      }
    }
    return null;
  }

  /**
   * The region and those next to it that it may have been split from or into since {@code
   * knownVersion}, leaders first.
   */
  public List<Region> currentRegions(RegionPeer of, long knownVersion) {
    List<Region> regions = new ArrayList<>();
    long splits = Math.min(of.region().version() - knownVersion, SIBLINGS_MAX);
    RegionPeer left = of;
    for (long i = 0; i < splits && left != null && !left.region().start().isEmpty(); i++) {
      Map.Entry<Bytes, RegionPeer> before = byStart.lowerEntry(left.region().start());
      left =
          before != null && before.getValue().region().end().equals(left.region().start())
              ? before.getValue()
              : null;
      if (left != null) {
        regions.add(0, likelyLeaderFirst(left));
      }
    }
    regions.add(of.describe());
    return regions;
  }

  /**
   * A region just split off has no leader yet: its replica beside the parent's leader runs first.
   */
  private static Region likelyLeaderFirst(RegionPeer sibling) {
    return sibling.leader() == null
        ? sibling.region().withLeaderFirst(sibling.peerId())
        : sibling.describe();
  }

  /** Rises whenever a replica comes, goes or changes its range. */
  public long changes() {
    return changes;
  }

  /** Fails when two replicas overlap or the indexes contradict each other. */
  public void checkInvariants() {
    for (RegionPeer peer : byId.values()) {
      Invariant.check(
          owns(peer) || peer.state() == RegionPeer.State.QUARANTINED,
          "Router indexes differ",
          "peer without its range",
          peer);
    }
    RegionPeer previous = null;
    for (Map.Entry<Bytes, RegionPeer> entry : byStart.entrySet()) {
      RegionPeer peer = entry.getValue();
      Invariant.check(
          byId.get(peer.id()) == peer && entry.getKey().equals(peer.region().start()),
          "Router indexes differ",
          "peer",
          peer);
      Invariant.check(
          previous == null
              || !previous.region().overlaps(peer.region().start(), peer.region().end()),
          "G6 two replicas of one store overlap",
          "left",
          previous,
          "right",
          peer);
      previous = peer;
    }
  }

  void add(RegionPeer peer) {
    changes++;
    RegionPeer other = overlapping(peer.region().start(), peer.region().end(), peer.id());
    Invariant.check(
        other == null,
        "G6 two replicas of one store overlap",
        "new",
        peer.region(),
        "present",
        other == null ? null : other.region());
    addAside(peer);
    byStart.put(peer.region().start(), peer);
  }

  /** A replica that is set aside from the beginning and whose range others may hold. */
  void addAside(RegionPeer peer) {
    Invariant.check(!byId.containsKey(peer.id()), "G6 two replicas of one region", "id", peer.id());
    byId.put(peer.id(), peer);
  }

  /** True iff the peer's range is its own. */
  boolean owns(RegionPeer peer) {
    return byStart.get(peer.region().start()) == peer;
  }

  /** The peer's range is about to change from {@code before}. */
  void rangeChanged(RegionPeer peer, RegionDescriptor before) {
    changes++;
    RegionPeer other = overlapping(peer.region().start(), peer.region().end(), peer.id());
    Invariant.check(
        other == null,
        "G6 two replicas of one store overlap",
        "changed",
        peer.region(),
        "present",
        other == null ? null : other.region());
    byStart.remove(before.start(), peer);
    byStart.put(peer.region().start(), peer);
  }

  void remove(RegionPeer peer) {
    changes++;
    byId.remove(peer.id(), peer);
    byStart.remove(peer.region().start(), peer);
  }
}
