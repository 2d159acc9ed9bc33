package io.holdfast.workload.seeds;

import io.holdfast.cluster.SimulatedCluster;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.raft.core.PeerProgress;
import io.holdfast.simulation.seed.Seeds;
import io.holdfast.simulation.world.SimNode;
import io.holdfast.store.region.RegionPeer;
import io.holdfast.store.server.StoreNode;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * In some runs snapshots are on their way for seconds, as large ones are: as soon as one is wanted,
 * a thread of who sends or receives it stands still, while all others write on.
 */
final class SlowInstalls {
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final int THREADS = 8;
  private static final long STALL_NANOS_MIN = 300_000_000L;
  private static final long STALL_NANOS_MAX = 3_500_000_000L;

  private final SimulatedCluster cluster;
  private final BooleanSupplier over;
  private final RandomGenerator random;
  private final boolean wanted;

  /** Who waited for a snapshot at the last look. */
  private Set<Long> waiting = new TreeSet<>();

  SlowInstalls(SeedPlan plan, SimulatedCluster cluster, BooleanSupplier over) {
    this.cluster = cluster;
    this.over = over;
    this.random = Seeds.random(plan.seed(), "slow installs");
    this.wanted = random.nextDouble() < plan.rare();
  }

  void begin() {
    if (wanted) {
      cluster.world().after(LOOK, "look for snapshots", this::look);
    }
  }

  private void look() {
    if (over.getAsBoolean()) {
      return;
    }
    TreeMap<Long, SimNode> nodes = new TreeMap<>();
    for (String name : cluster.storeNodes()) {
      nodes.put(cluster.store(name).storeId(), cluster.world().node(name));
    }
    TreeSet<Long> now = new TreeSet<>();
    for (String name : cluster.storeNodes()) {
      StoreNode store = cluster.store(name);
      if (cluster.world().node(name).up()) {
        store.replicas().forEach(peer -> look(peer, store.storeId(), nodes, now));
      }
    }
    waiting = now;
    begin();
  }

  private void look(RegionPeer peer, long storeId, Map<Long, SimNode> nodes, Set<Long> now) {
    if (!peer.isLeader()) {
      return;
    }
    for (PeerProgress member : peer.group().progress()) {
      Peer described = peer.region().peer(member.peer());
      if (member.needsSnapshot() && described != null) {
        now.add(member.peer());
        if (!waiting.contains(member.peer())) {
          hold(nodes.get(random.nextInt(3) == 0 ? storeId : described.getStoreId()));
        }
      }
    }
  }

  private void hold(@Nullable SimNode node) {
    if (node != null && node.up()) {
      node.stallThread(random.nextInt(THREADS), random.nextLong(STALL_NANOS_MIN, STALL_NANOS_MAX));
    }
  }
}
