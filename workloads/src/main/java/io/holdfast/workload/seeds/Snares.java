package io.holdfast.workload.seeds;

import io.holdfast.client.Topology.PeerInfo;
import io.holdfast.client.Topology.RegionInfo;
import io.holdfast.client.Topology.StoreInfo;
import io.holdfast.cluster.SimulatedCluster;
import io.holdfast.pd.operator.Wish;
import io.holdfast.simulation.world.SimNode;
import io.holdfast.simulation.world.SimWorld;
import io.holdfast.store.region.RegionPeer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What ambushes are made of: events of the world at a time or as soon as something is seen, cuts
 * that end by themselves, orders. Nothing of it happens once all faults are over.
 */
final class Snares {
  private static final long MILLI = 1_000_000;
  private static final long LOOK_MILLIS = 50;

  private final SimulatedCluster cluster;
  private final SimWorld world;
  private final BooleanSupplier over;

  Snares(SimulatedCluster cluster, BooleanSupplier over) {
    this.cluster = cluster;
    this.world = cluster.world();
    this.over = over;
  }

  void later(long millis, Runnable act) {
    world.after(
        Duration.ofNanos(millis * MILLI),
        "ambush",
        () -> {
          if (!over.getAsBoolean()) {
            act.run();
          }
        });
  }

  /** Acts once {@code seen}, or after so long in any case; {@code meanwhile} after every look. */
  void once(long millis, BooleanSupplier seen, Runnable meanwhile, Runnable act) {
    later(
        LOOK_MILLIS,
        () -> {
          if (seen.getAsBoolean() || millis <= 0) {
            act.run();
          } else {
            meanwhile.run();
            once(millis - LOOK_MILLIS, seen, meanwhile, act);
          }
        });
  }

  void order(long millis, long regionId, Wish wish) {
    later(millis, () -> cluster.order(regionId, wish));
  }

  /** What {@code from} sends does not reach {@code to}. */
  void cut(long inMillis, long forMillis, List<SimNode> from, List<SimNode> to) {
    later(inMillis, () -> each(from, to, true));
    later(inMillis + forMillis, () -> each(from, to, false));
  }

  void each(List<SimNode> from, List<SimNode> to, boolean block) {
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

  List<SimNode> storesBut(SimNode node) {
    List<SimNode> others = new ArrayList<>();
    for (String name : cluster.storeNodes()) {
      if (!name.equals(node.name())) {
        others.add(world.node(name));
      }
    }
    return others;
  }

  boolean holds(SimNode store, long regionId) {
    return cluster.store(store.name()).replicas().stream().anyMatch(peer -> peer.id() == regionId);
  }

  /** Those that lead the region, as far as they know. */
  List<SimNode> leading(long regionId) {
    List<SimNode> leading = new ArrayList<>();
    for (String name : cluster.storeNodes()) {
      for (RegionPeer peer : cluster.store(name).replicas()) {
        if (peer.id() == regionId && peer.isLeader()) {
          leading.add(world.node(name));
        }
      }
    }
    return leading;
  }

  @Nullable SimNode node(long storeId, List<StoreInfo> stores) {
    for (StoreInfo store : stores) {
      if (store.id() == storeId) {
        return world.node(store.address().host());
      }
    }
    return null;
  }

  /** A store with a replica that does not lead; 0 for none. */
  static long followerStore(RegionInfo region, RandomGenerator random) {
    List<Long> followers = new ArrayList<>();
    for (PeerInfo peer : region.peers()) {
      if (peer.storeId() != region.leaderStoreId()) {
        followers.add(peer.storeId());
      }
    }
    return followers.isEmpty() ? 0 : followers.get(random.nextInt(followers.size()));
  }
}
