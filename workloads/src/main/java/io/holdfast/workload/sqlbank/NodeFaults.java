package io.holdfast.workload.sqlbank;

import io.holdfast.cluster.SimulatedCluster;
import io.holdfast.simulation.world.SimNode;
import io.holdfast.simulation.world.SimWorld;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Faults of SQL nodes, beside those of the profile, which seldom meet them: a node dies, stands
 * still, or sees nobody for a while, longer than leases last. Nodes come back by the profile's
 * plan.
 */
final class NodeFaults {
  private static final Duration GAP_MIN = Duration.ofSeconds(2);
  private static final Duration GAP_MAX = Duration.ofSeconds(14);
  private static final Duration LENGTH_MIN = Duration.ofMillis(100);
  private static final Duration LENGTH_MAX = Duration.ofSeconds(4);

  private final SimulatedCluster cluster;
  private final SimWorld world;
  private final List<String> nodes;
  private final RandomGenerator random;
  private boolean ended;
  private long count;

  NodeFaults(SimulatedCluster cluster, List<String> nodes) {
    this.cluster = cluster;
    this.world = cluster.world();
    this.nodes = List.copyOf(nodes);
    this.random = world.newRandom("faults of SQL nodes");
  }

  void start() {
    world.after(between(GAP_MIN, GAP_MAX), "SQL nemesis", this::hurt);
  }

  /** The profile's plan heals what is still hurt. */
  void end() {
    ended = true;
  }

  long count() {
    return count;
  }

  private void hurt() {
    if (ended) {
      return;
    }
    SimNode node = world.node(nodes.get(random.nextInt(nodes.size())));
    if (node.up()) {
      count++;
      switch (random.nextInt(3)) {
        case 0 -> node.kill();
        case 1 -> node.pause(between(LENGTH_MIN, LENGTH_MAX));
        default -> isolate(node);
      }
    }
    start();
  }

  private void isolate(SimNode node) {
    for (String other : cluster.faultNodes()) {
      if (!other.equals(node.name())) {
        world.network().block(node, world.node(other));
        world.network().block(world.node(other), node);
      }
    }
    world.after(between(LENGTH_MIN, LENGTH_MAX), "SQL node is back", () -> join(node));
  }

  private void join(SimNode node) {
    for (String other : cluster.faultNodes()) {
      if (!other.equals(node.name())) {
        world.network().unblock(node, world.node(other));
        world.network().unblock(world.node(other), node);
      }
    }
  }

  private Duration between(Duration min, Duration max) {
    return Duration.ofNanos(random.nextLong(min.toNanos(), max.toNanos()));
  }
}
