package io.holdfast.cluster.seeds;

import io.holdfast.client.Database;
import io.holdfast.client.Topology.PeerInfo;
import io.holdfast.client.Topology.RegionInfo;
import io.holdfast.client.Topology.StoreInfo;
import io.holdfast.client.error.TxnException;
import io.holdfast.cluster.SimulatedCluster;
import io.holdfast.cluster.workload.Workload;
import io.holdfast.pd.operator.Wish;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.simulation.world.SimNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * What happens to regions while clients use them: they are cut, their leaders and replicas move,
 * replicas are taken away and come back. One thread cuts, one orders moves of the placement driver.
 */
final class RegionLife {
  /** From the request of a split to its apply: a few round trips and syncs. */
  private static final long SPLIT_UNDER_WAY_NANOS = 25_000_000;

  /** More regions than this are not made by cutting: a run must stay cheap. */
  private static final int CUTS_MAX = 40;

  private final SeedPlan plan;
  private final SimulatedCluster cluster;
  private final Workload workload;
  private final BooleanSupplier stop;
  private final NodeRuntime runtime;
  private final Database database;
  private long splits;
  private long failedSplits;
  private long orders;

  RegionLife(SeedPlan plan, SimulatedCluster cluster, Workload workload, BooleanSupplier stop) {
    this.plan = plan;
    this.cluster = cluster;
    this.workload = workload;
    this.stop = stop;
    this.runtime = cluster.clientRuntime();
    this.database = cluster.database();
  }

  /** Starts what the plan asks for. */
  void spawn() {
    cluster.spawn("splitter", () -> nowAndThen("splitter", plan.splitGapMax(), this::split));
    if (!plan.moveGapMax().isZero()) {
      cluster.spawn("mover", () -> nowAndThen("mover", plan.moveGapMax(), this::move));
    }
  }

  /** Regions that came out of cuts. */
  long splits() {
    return splits;
  }

  /** Moves, transfers and removals ordered. */
  long orders() {
    return orders;
  }

  private interface Act {
    void now(RandomGenerator random);
  }

  private void nowAndThen(String name, Duration gapMax, Act act) {
    RandomGenerator random = runtime.newRandom(name);
    long longest = gapMax.toNanos();
    try {
      while (!stop.getAsBoolean()) {
        runtime.sleep(Duration.ofNanos(random.nextLong(longest / 8, longest)));
        if (!stop.getAsBoolean()) {
          act.now(random);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // ---- cuts ----

  private void split(RandomGenerator random) {
    if (splits >= CUTS_MAX) {
      return;
    }
    try {
      Bytes key = workload.cut(random);
      int before = database.admin().regions().size();
      if (random.nextDouble() < plan.pauseAtSplit()) {
        pauseLeaderSoon(key, random);
      }
      database.admin().splitRegion(List.of(key));
      splits += Math.max(0, database.admin().regions().size() - before);
    } catch (TxnException e) {
      // Under faults a split may fail for good; the next one comes.
      failedSplits++;
    }
  }

  /** Just when the split is on its way, with writes behind it: the moment that rule D1 is for. */
  private void pauseLeaderSoon(Bytes key, RandomGenerator random) {
    for (RegionInfo region : database.admin().regions()) {
      boolean inside =
          key.compareTo(region.start()) >= 0
              && (region.end().isEmpty() || key.compareTo(region.end()) < 0);
      for (StoreInfo store : database.admin().stores()) {
        if (inside && store.id() == region.leaderStoreId()) {
          SimNode leader = cluster.world().node(store.address().host());
          Duration length = Duration.ofMillis(random.nextLong(1_500, 4_500));
          cluster
              .world()
              .after(
                  Duration.ofNanos(random.nextLong(SPLIT_UNDER_WAY_NANOS)),
                  "pause at split",
                  () -> {
                    if (leader.up()) {
                      leader.pause(length);
                    }
                  });
        }
      }
    }
  }

  // ---- moves ----

  private void move(RandomGenerator random) {
    try {
      List<RegionInfo> regions = database.admin().regions();
      List<Long> stores = new ArrayList<>();
      database.admin().stores().forEach(store -> stores.add(store.id()));
      if (regions.isEmpty()) {
        return;
      }
      RegionInfo region = regions.get(random.nextInt(regions.size()));
      List<Long> voters = new ArrayList<>();
      for (PeerInfo peer : region.peers()) {
        stores.remove(peer.storeId());
        if (peer.voter()) {
          voters.add(peer.storeId());
        }
      }
      if (voters.isEmpty()) {
        return;
      }
      long voter = voters.get(random.nextInt(voters.size()));
      int dice = random.nextInt(4);
      Wish wish =
          switch (dice) {
            case 0, 1 -> new Wish.Lead(voter);
            case 2 -> new Wish.Leave(voter);
            default ->
                stores.isEmpty()
                    ? new Wish.Leave(voter)
                    : new Wish.Move(voter, stores.get(random.nextInt(stores.size())));
          };
      orders++;
      cluster.order(region.id(), wish);
    } catch (TxnException e) {
      // The placement driver is not to be reached; the next time comes.
      return;
    }
  }

  @Override
  public String toString() {
    return splits + " splits, " + failedSplits + " failed, " + orders + " orders";
  }
}
