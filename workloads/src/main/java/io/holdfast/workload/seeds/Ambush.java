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
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Faults that wait where regions change, since a fault at any time and place seldom meets a split
 * or a move that takes milliseconds: a member that is away across a split, a leader that sleeps
 * over a removal, a placement driver that does not hear how its order ended.
 *
 * <p>Called on the threads of the region life; what it does is events of the world, and is taken
 * back by them, or by the end of all faults.
 */
final class Ambush {
  private static final long MILLI = 1_000_000;

  /** A replica that hears nobody for so long asks the placement driver whether it still counts. */
  private static final long SILENCE_MILLIS = 9_000;

  /** A new replica is there within so many looks, or not soon. */
  private static final int ARRIVAL_LOOKS = 100;

  private static final long LOOK_MILLIS = 50;

  private final SimulatedCluster cluster;
  private final SimWorld world;
  private final BooleanSupplier over;
  private long laid;
  private long untilNanos;

  Ambush(SimulatedCluster cluster, BooleanSupplier over) {
    this.cluster = cluster;
    this.world = cluster.world();
    this.over = over;
  }

  /** False while another ambush lasts: two would only meet each other. */
  boolean free() {
    return world.nowNanos() >= untilNanos && !over.getAsBoolean();
  }

  private void lasts(long millis) {
    laid++;
    untilNanos = world.nowNanos() + millis * MILLI;
  }

  /** How many were laid. */
  long laid() {
    return laid;
  }

  /**
   * A follower hears nothing of the region's leader while that cuts the region, and for a while
   * after; meanwhile what was cut off may find another leader, or leave the follower's store.
   */
  void atSplit(RegionInfo region, List<StoreInfo> stores, RandomGenerator random) {
    SimNode leader = node(region.leaderStoreId(), stores);
    SimNode follower = follower(region, stores, random);
    if (leader == null || follower == null) {
      return;
    }
    boolean all = random.nextBoolean();
    long away = random.nextLong(2_000, 12_000);
    lasts(away);
    cut(0, away, all ? storesBut(follower) : List.of(leader), List.of(follower));
  }

  /** What was just made of the region: its parts find other leaders, and leave the store. */
  void afterSplit(RegionInfo before, List<RegionInfo> now, RandomGenerator random) {
    for (RegionInfo part : now) {
      boolean inside =
          part.start().compareTo(before.start()) >= 0
              && (before.end().isEmpty()
                  || (!part.end().isEmpty() && part.end().compareTo(before.end()) <= 0));
      if (!inside || part.peers().size() < 2) {
        continue;
      }
      PeerInfo heir = part.peers().get(random.nextInt(part.peers().size()));
      PeerInfo goes = part.peers().get(random.nextInt(part.peers().size()));
      order(random.nextLong(1_000), part.id(), new Wish.Lead(heir.storeId()));
      order(random.nextLong(1_000, 4_000), part.id(), new Wish.Leave(goes.storeId()));
    }
  }

  /** A replica moves, and the placement driver does not hear that it has come; nor does it hear. */
  void unheardMove(RegionInfo region, Wish.Move move, List<StoreInfo> stores, RandomGenerator at) {
    SimNode leader = node(region.leaderStoreId(), stores);
    SimNode target = node(move.toStoreId(), stores);
    if (leader == null || target == null) {
      return;
    }
    SimNode driver = world.node(SimulatedCluster.driverName());
    long length = SILENCE_MILLIS + at.nextLong(4_000);
    lasts(ARRIVAL_LOOKS * LOOK_MILLIS / 4 + length);
    later(0, () -> each(List.of(leader), List.of(driver), true));
    order(1, region.id(), move);
    onceThere(
        ARRIVAL_LOOKS,
        target,
        region.id(),
        () -> {
          cut(0, length, storesBut(target), List.of(target));
          later(length, () -> each(List.of(leader), List.of(driver), false));
        });
  }

  /** When the store has a replica of the region, or after so many looks. */
  private void onceThere(int looks, SimNode store, long regionId, Runnable act) {
    later(
        LOOK_MILLIS,
        () -> {
          boolean there =
              cluster.store(store.name()).replicas().stream().anyMatch(p -> p.id() == regionId);
          if (there || looks == 0) {
            act.run();
          } else {
            onceThere(looks - 1, store, regionId, act);
          }
        });
  }

  /** The leader sleeps; another is chosen, and takes a member out that the sleeper counts on. */
  void sleepOverRemoval(RegionInfo region, List<StoreInfo> stores, RandomGenerator random) {
    SimNode leader = node(region.leaderStoreId(), stores);
    long leaves = followerStore(region, random);
    if (leader == null || leaves == 0) {
      return;
    }
    Duration length = Duration.ofMillis(random.nextLong(4_000, 9_000));
    lasts(length.toMillis());
    later(
        0,
        () -> {
          if (leader.up()) {
            leader.pause(length);
          }
        });
    order(random.nextLong(1_500, 3_500), region.id(), new Wish.Leave(leaves));
  }

  // ---- means ----

  private void later(long millis, Runnable act) {
    world.after(
        Duration.ofNanos(millis * MILLI),
        "ambush",
        () -> {
          if (!over.getAsBoolean()) {
            act.run();
          }
        });
  }

  private void order(long millis, long regionId, Wish wish) {
    later(millis, () -> cluster.order(regionId, wish));
  }

  /** What {@code from} sends does not reach {@code to}. */
  private void cut(long inMillis, long forMillis, List<SimNode> from, List<SimNode> to) {
    later(inMillis, () -> each(from, to, true));
    later(inMillis + forMillis, () -> each(from, to, false));
  }

  private void each(List<SimNode> from, List<SimNode> to, boolean block) {
    for (SimNode one : from) {
      for (SimNode other : to) {
        if (block) {
          world.network().block(one, other);
        } else {
          world.network().unblock(one, other);
        }
      }
    }
  }

  private List<SimNode> storesBut(SimNode node) {
    List<SimNode> others = new ArrayList<>();
    for (String name : cluster.storeNodes()) {
      if (!name.equals(node.name())) {
        others.add(world.node(name));
      }
    }
    return others;
  }

  private @Nullable SimNode follower(
      RegionInfo region, List<StoreInfo> stores, RandomGenerator random) {
    return node(followerStore(region, random), stores);
  }

  private static long followerStore(RegionInfo region, RandomGenerator random) {
    List<Long> followers = new ArrayList<>();
    for (PeerInfo peer : region.peers()) {
      if (peer.storeId() != region.leaderStoreId()) {
        followers.add(peer.storeId());
      }
    }
    return followers.isEmpty() ? 0 : followers.get(random.nextInt(followers.size()));
  }

  private @Nullable SimNode node(long storeId, List<StoreInfo> stores) {
    for (StoreInfo store : stores) {
      if (store.id() == storeId) {
        return world.node(store.address().host());
      }
    }
    return null;
  }
}
