package io.holdfast.workload.seeds;

import io.holdfast.client.Topology.PeerInfo;
import io.holdfast.client.Topology.RegionInfo;
import io.holdfast.client.Topology.StoreInfo;
import io.holdfast.cluster.SimulatedCluster;
import io.holdfast.pd.operator.Wish;
import io.holdfast.protocol.wire.internal.RegionLocalState;
import io.holdfast.simulation.world.SimNode;
import io.holdfast.simulation.world.SimWorld;
import io.holdfast.store.region.RegionPeer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Two faults that wait for states of regions which last for milliseconds otherwise: a replica that
 * is dead before it is born, and a joint configuration that cannot be left. Called as {@link
 * Ambush} is, one at a time with its faults.
 */
final class LateLife {
  /** A replica that hears nobody asks after so long, and is told that it does not count. */
  private static final long BURIED_MILLIS = 18_000;

  private static final long MOVED_MILLIS = 4_000;

  /** A newcomer has what it needs by then, and can be exchanged for another. */
  private static final long HELD_MILLIS = 10_000;

  private final SimulatedCluster cluster;
  private final SimWorld world;
  private final Ambush ambush;
  private final Snares snares;

  LateLife(SimulatedCluster cluster, Ambush ambush, BooleanSupplier over) {
    this.cluster = cluster;
    this.world = cluster.world();
    this.ambush = ambush;
    this.snares = new Snares(cluster, over);
  }

  /**
   * A follower does not hear that a part of its region is cut off. The part finds another leader,
   * reaches the follower, and takes its replica there away; the tombstone is there before the
   * follower hears of the cut (G8).
   */
  Ambush.Aftermath buriedUnborn(RegionInfo region, List<StoreInfo> stores, RandomGenerator random) {
    long followerStore = Snares.followerStore(region, random);
    SimNode follower = snares.node(followerStore, stores);
    if (follower == null) {
      return (before, now) -> {};
    }
    List<SimNode> others = snares.storesBut(follower);
    ambush.lasts(2 * MOVED_MILLIS + BURIED_MILLIS);
    snares.later(0, () -> snares.each(others, List.of(follower), true));
    Runnable end = () -> snares.each(others, List.of(follower), false);
    return (before, now) -> {
      RegionInfo part = part(before, now);
      if (part == null) {
        snares.later(0, end);
        return;
      }
      snares.insist(
          MOVED_MILLIS,
          () -> leadApart(part, before),
          part.id(),
          () -> new Wish.Lead(heir(part, before, followerStore)));
      snares.once(
          MOVED_MILLIS,
          () -> leadApart(part, before),
          () -> {},
          () -> reached(part, before, followerStore, follower, end));
    };
  }

  /** A store with a replica of the part that does not lead the parent; 0 for none. */
  private long heir(RegionInfo part, RegionInfo parent, long not) {
    List<SimNode> leaders = snares.leading(parent.id());
    for (PeerInfo peer : part.peers()) {
      long store = peer.storeId();
      if (store != not && leaders.stream().noneMatch(node -> storeId(node) == store)) {
        return store;
      }
    }
    return 0;
  }

  private long storeId(SimNode node) {
    return cluster.store(node.name()).storeId();
  }

  private boolean leadApart(RegionInfo one, RegionInfo other) {
    List<SimNode> leaders = snares.leading(one.id());
    return !leaders.isEmpty() && Collections.disjoint(leaders, snares.leading(other.id()));
  }

  /** The part's leader reaches the follower, the parent's does not. */
  private void reached(
      RegionInfo part, RegionInfo parent, long store, SimNode follower, Runnable end) {
    List<SimNode> first = snares.storesBut(follower);
    first.removeAll(snares.leading(parent.id()));
    snares.each(first, List.of(follower), false);
    snares.once(
        MOVED_MILLIS,
        () -> snares.marked(follower, part.id()) != null,
        () -> {},
        () -> {
          snares.insist(
              MOVED_MILLIS,
              () -> hasLeft(part.id(), store),
              part.id(),
              () -> new Wish.Leave(store));
          snares.once(
              BURIED_MILLIS,
              () -> snares.marked(follower, part.id()) == RegionLocalState.State.TOMBSTONE,
              () -> {},
              end);
        });
  }

  private boolean hasLeft(long regionId, long storeId) {
    return replicas(regionId).stream()
        .anyMatch(peer -> peer.isLeader() && peer.region().peerOnStore(storeId) == null);
  }

  private static @Nullable RegionInfo part(RegionInfo before, List<RegionInfo> now) {
    for (RegionInfo each : now) {
      boolean inside =
          each.start().compareTo(before.start()) >= 0
              && (before.end().isEmpty()
                  || (!each.end().isEmpty() && each.end().compareTo(before.end()) <= 0));
      if (inside && each.id() != before.id()) {
        return each;
      }
    }
    return null;
  }

  /** A store with a replica, neither the leader's nor this; 0 for none. */
  private static long third(RegionInfo region, long store, RandomGenerator random) {
    List<Long> left = new ArrayList<>();
    for (PeerInfo peer : region.peers()) {
      if (peer.storeId() != region.leaderStoreId() && peer.storeId() != store) {
        left.add(peer.storeId());
      }
    }
    return left.isEmpty() ? 0 : left.get(random.nextInt(left.size()));
  }

  /**
   * A member lags so far that it needs a snapshot. Another is exchanged; as soon as the region is
   * in its joint configuration, the one that goes is cut off, so that the configuration stays, and
   * the one that lags comes back into it (L17).
   */
  void heldJoint(RegionInfo region, List<StoreInfo> stores, RandomGenerator random) {
    SimNode leader = snares.node(region.leaderStoreId(), stores);
    List<Long> free = new ArrayList<>();
    stores.forEach(store -> free.add(store.id()));
    region.peers().forEach(peer -> free.remove((Long) peer.storeId()));
    long lags = Snares.followerStore(region, random);
    long goes = third(region, lags, random);
    SimNode lagging = snares.node(lags, stores);
    SimNode going = snares.node(goes, stores);
    if (leader == null || lagging == null || going == null || free.isEmpty()) {
      return;
    }
    long away = random.nextLong(2_500, 6_000);
    long held = random.nextLong(1_000, 5_000);
    Wish.Swap swap = new Wish.Swap(goes, free.get(random.nextInt(free.size())));
    List<SimNode> others = snares.storesBut(lagging);
    ambush.lasts(away + HELD_MILLIS + held);
    snares.later(0, () -> snares.each(others, List.of(lagging), true));
    snares.later(
        away,
        () -> {
          snares.insist(HELD_MILLIS, () -> isJoint(region.id()), region.id(), () -> swap);
          snares.atOnce(
              HELD_MILLIS,
              () -> isJoint(region.id()),
              () -> {
                snares.cut(0, held, snares.storesBut(going), List.of(going));
                snares.later(0, () -> snares.each(others, List.of(lagging), false));
              });
          snares.later(HELD_MILLIS + held, () -> snares.each(others, List.of(lagging), false));
        });
  }

  private boolean isJoint(long regionId) {
    return replicas(regionId).stream()
        .anyMatch(peer -> peer.isLeader() && peer.region().conf().joint());
  }

  private List<RegionPeer> replicas(long regionId) {
    List<RegionPeer> replicas = new ArrayList<>();
    for (String name : cluster.storeNodes()) {
      if (world.node(name).up()) {
        cluster.store(name).replicas().stream()
            .filter(peer -> peer.id() == regionId)
            .forEach(replicas::add);
      }
    }
    return replicas;
  }
}
