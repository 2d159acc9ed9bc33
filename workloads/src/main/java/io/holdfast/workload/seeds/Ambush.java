package io.holdfast.workload.seeds;

import io.holdfast.client.Topology.PeerInfo;
import io.holdfast.client.Topology.RegionInfo;
import io.holdfast.client.Topology.StoreInfo;
import io.holdfast.cluster.SimulatedCluster;
import io.holdfast.pd.operator.Wish;
import io.holdfast.simulation.world.SimNode;
import io.holdfast.simulation.world.SimWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * Faults that wait where regions change, since a fault at any time and place seldom meets a split
 * or a move that takes milliseconds: a member that is away across a split, a new part that reaches
 * it before the parent does, a leader that sleeps over a removal, a placement driver that does not
 * hear how its order ended.
 *
 * <p>Called on the threads of the region life; what it does is events of the world, and is taken
 * back by them, or by the end of all faults.
 */
final class Ambush {
  private static final long MILLI = 1_000_000;

  /** A replica that hears nobody for so long asks the placement driver whether it still counts. */
  private static final long SILENCE_MILLIS = 11_500;

  /** A new replica is there by then, or not soon. */
  private static final long ARRIVAL_MILLIS = 5_000;

  /** A leader has passed its place on by then, or will not. */
  private static final long HANDOVER_MILLIS = 3_000;

  private final SimWorld world;
  private final BooleanSupplier over;
  private final Snares snares;
  private long laid;
  private long untilNanos;

  Ambush(SimulatedCluster cluster, BooleanSupplier over) {
    this.world = cluster.world();
    this.over = over;
    this.snares = new Snares(cluster, over);
  }

  /** False while another ambush lasts: two would only meet each other. */
  boolean free() {
    return world.nowNanos() >= untilNanos && !over.getAsBoolean();
  }

  /** One of that length begins. */
  void lasts(long millis) {
    laid++;
    untilNanos = world.nowNanos() + millis * MILLI;
  }

  /** How many were laid. */
  long laid() {
    return laid;
  }

  /** What is to be done once a split has happened. */
  interface Aftermath {
    /** The region as it was, and all regions as they are. */
    void afterSplit(RegionInfo before, List<RegionInfo> now);
  }

  /** A follower is away when the region is cut; the rest follows when it has been. */
  Aftermath atSplit(RegionInfo region, List<StoreInfo> stores, RandomGenerator random) {
    SimNode leader = snares.node(region.leaderStoreId(), stores);
    long followerStore = Snares.followerStore(region, random);
    SimNode follower = snares.node(followerStore, stores);
    if (leader == null || follower == null) {
      return (before, now) -> partsMove(before, now, random);
    }
    return switch (random.nextInt(3)) {
      case 0 -> away(List.of(leader), follower, random);
      case 1 -> away(snares.storesBut(follower), follower, random);
      default -> overtaken(region.id(), follower, followerStore, random);
    };
  }

  /**
   * The follower hears nothing of those while the region is cut, and for a while after; meanwhile
   * what was cut off may find another leader, or leave the follower's store.
   */
  private Aftermath away(List<SimNode> from, SimNode follower, RandomGenerator random) {
    long away = random.nextLong(2_000, 12_000);
    lasts(away);
    snares.cut(0, away, from, List.of(follower));
    return (before, now) -> partsMove(before, now, random);
  }

  private void partsMove(RegionInfo before, List<RegionInfo> now, RandomGenerator random) {
    for (RegionInfo part : parts(before, now)) {
      PeerInfo heir = part.peers().get(random.nextInt(part.peers().size()));
      PeerInfo goes = part.peers().get(random.nextInt(part.peers().size()));
      snares.order(random.nextLong(1_000), part.id(), new Wish.Lead(heir.storeId()));
      snares.order(random.nextLong(1_000, 4_000), part.id(), new Wish.Leave(goes.storeId()));
    }
  }

  private static List<RegionInfo> parts(RegionInfo before, List<RegionInfo> now) {
    List<RegionInfo> parts = new ArrayList<>();
    for (RegionInfo part : now) {
      boolean inside =
          part.start().compareTo(before.start()) >= 0
              && (before.end().isEmpty()
                  || (!part.end().isEmpty() && part.end().compareTo(before.end()) <= 0));
      if (inside && part.peers().size() >= 2) {
        parts.add(part);
      }
    }
    return parts;
  }

  /**
   * The follower is away for so long that the log of the new part is cut behind it. Then the new
   * part's leader, which is not the parent's, reaches it first (G6).
   */
  private Aftermath overtaken(
      long regionId, SimNode follower, long followerStore, RandomGenerator random) {
    long away = random.nextLong(5_000, 10_000);
    long late = random.nextLong(1_500, 4_000);
    List<SimNode> others = snares.storesBut(follower);
    lasts(away + late);
    snares.later(0, () -> snares.each(others, List.of(follower), true));
    snares.later(
        away,
        () -> {
          List<SimNode> parents = snares.leading(regionId);
          parents.remove(follower);
          List<SimNode> first = new ArrayList<>(others);
          first.removeAll(parents);
          snares.each(first, List.of(follower), false);
          snares.later(late, () -> snares.each(parents, List.of(follower), false));
        });
    return (before, now) -> {
      for (RegionInfo part : parts(before, now)) {
        for (PeerInfo peer : part.peers()) {
          if (part.id() != before.id()
              && peer.storeId() != followerStore
              && peer.storeId() != before.leaderStoreId()) {
            leadsSoon(part.id(), peer.storeId(), before.id());
          }
        }
      }
    };
  }

  /** The part gets a leader on that store, unless its leader is not beside the parent's. */
  private void leadsSoon(long partId, long storeId, long parentId) {
    snares.once(
        HANDOVER_MILLIS,
        () -> {
          List<SimNode> leaders = snares.leading(partId);
          return !leaders.isEmpty() && Collections.disjoint(leaders, snares.leading(parentId));
        },
        () -> snares.order(0, partId, new Wish.Lead(storeId)),
        () -> {});
  }

  /** A replica moves, and the placement driver does not hear that it has come; nor does it hear. */
  void unheardMove(RegionInfo region, Wish.Move move, List<StoreInfo> stores, RandomGenerator at) {
    SimNode leader = snares.node(region.leaderStoreId(), stores);
    SimNode target = snares.node(move.toStoreId(), stores);
    if (leader == null || target == null) {
      return;
    }
    List<SimNode> driver = List.of(world.node(SimulatedCluster.driverName()));
    long length = SILENCE_MILLIS + at.nextLong(4_000);
    lasts(ARRIVAL_MILLIS / 4 + length);
    snares.later(0, () -> snares.each(List.of(leader), driver, true));
    snares.once(
        ARRIVAL_MILLIS,
        () -> snares.holds(target, region.id()),
        () -> snares.order(0, region.id(), move), // Which has no effect once it is taken up.
        () -> {
          snares.cut(0, length, snares.storesBut(target), List.of(target));
          snares.later(length, () -> snares.each(List.of(leader), driver, false));
        });
  }

  /** The leader sleeps; another is chosen, and takes a member out that the sleeper counts on. */
  void sleepOverRemoval(RegionInfo region, List<StoreInfo> stores, RandomGenerator random) {
    SimNode leader = snares.node(region.leaderStoreId(), stores);
    long leaves = Snares.followerStore(region, random);
    if (leader == null || leaves == 0) {
      return;
    }
    Duration length = Duration.ofMillis(random.nextLong(4_000, 9_000));
    lasts(length.toMillis());
    snares.later(
        0,
        () -> {
          if (leader.up()) {
            leader.pause(length);
          }
        });
    snares.order(random.nextLong(1_500, 3_500), region.id(), new Wish.Leave(leaves));
  }
}
