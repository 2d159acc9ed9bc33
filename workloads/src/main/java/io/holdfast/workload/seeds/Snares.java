package io.holdfast.workload.seeds;

import io.holdfast.client.Topology.PeerInfo;
import io.holdfast.client.Topology.RegionInfo;
import io.holdfast.client.Topology.StoreInfo;
import io.holdfast.cluster.SimulatedCluster;
import io.holdfast.pd.operator.Wish;
import io.holdfast.protocol.wire.internal.RegionLocalState;
import io.holdfast.simulation.world.SimNode;
import io.holdfast.simulation.world.SimWorld;
import io.holdfast.store.engine.EngineClosedException;
import io.holdfast.store.region.RegionPeer;
import io.holdfast.store.region.RegionStates;
import io.holdfast.store.server.StoreNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What ambushes are made of: events of the world at a time or as soon as something is seen, cuts
 * that end by themselves, orders. Nothing of it happens once all faults are over.
 */
final class Snares {
  private static final long MILLI = 1_000_000;
  private static final long LOOK_MILLIS = 50;

  /** For states that last as long as a round trip and a sync or two. */
  private static final long GLANCE_MILLIS = 1;

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
    watch(LOOK_MILLIS, millis, seen, meanwhile, act);
  }

  /** Acts as soon as {@code seen}, before what it sees has passed; not at all if it never is. */
  void atOnce(long millis, BooleanSupplier seen, Runnable act) {
    watch(
        GLANCE_MILLIS,
        millis,
        seen,
        () -> {},
        () -> {
          if (seen.getAsBoolean()) {
            act.run();
          }
        });
  }

  /** Again and again for so long, until it has had its effect. */
  void insist(long millis, BooleanSupplier done, long regionId, Supplier<Wish> wish) {
    later(
        LOOK_MILLIS,
        () -> {
          if (!done.getAsBoolean() && millis > 0) {
            cluster.order(regionId, wish.get());
            insist(millis - LOOK_MILLIS, done, regionId, wish);
          }
        });
  }

  private void watch(
      long every, long millis, BooleanSupplier seen, Runnable meanwhile, Runnable act) {
    later(
        every,
        () -> {
          if (seen.getAsBoolean() || millis <= 0) {
            act.run();
          } else {
            meanwhile.run();
            watch(every, millis - every, seen, meanwhile, act);
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

  /** What the engine of the store has of its replica of the region; null for nothing. */
  RegionLocalState.@Nullable State marked(SimNode store, long regionId) {
    StoreNode node = cluster.store(store.name());
    if (!store.up() || !node.ready().isDone()) {
      return null;
    }
    try {
      RegionLocalState state = RegionStates.localState(node.engine(), regionId);
      return state == null ? null : state.getState();
    } catch (EngineClosedException e) {
      return null; // In the middle of an orderly stop.
    }
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
