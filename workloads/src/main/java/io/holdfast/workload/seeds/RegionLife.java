package io.holdfast.workload.seeds;

import io.holdfast.client.Database;
import io.holdfast.client.Topology.PeerInfo;
import io.holdfast.client.Topology.RegionInfo;
import io.holdfast.client.Topology.StoreInfo;
import io.holdfast.client.error.TxnException;
import io.holdfast.cluster.SimulatedCluster;
import io.holdfast.pd.operator.Wish;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.simulation.world.SimNode;
import io.holdfast.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

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
  private final Ambush ambush;
  private final LateLife lateLife;
  private final RandomGenerator rare;
  private final RandomGenerator dice; // Of its own: what else a seed draws stays the same.
  private final BooleanSupplier stop;
  private final NodeRuntime runtime;
  private final Database database;
  private long splits;
  private long failedSplits;
  private long orders;

  /** {@code over}: no more faults; {@code stop}: nothing more at all. */
  RegionLife(
      SeedPlan plan,
      SimulatedCluster cluster,
      Workload workload,
      BooleanSupplier over,
      BooleanSupplier stop) {
    this.plan = plan;
    this.ambush = new Ambush(cluster, over);
    this.lateLife = new LateLife(cluster, ambush, over);
    this.dice = cluster.clientRuntime().newRandom("ambush");
    this.rare = cluster.clientRuntime().newRandom("rare ambush");
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
      List<RegionInfo> before = database.admin().regions();
      @Nullable RegionInfo region = holds(key, before);
      boolean pause = random.nextDouble() < plan.pauseAtSplit();
      boolean lurk = dice.nextDouble() < plan.ambush() && ambush.free();
      if (pause) {
        pauseLeaderSoon(region, random);
      }
      Ambush.Aftermath aftermath = (then, now) -> {};
      if (region != null && lurk) {
        List<StoreInfo> stores = database.admin().stores();
        aftermath =
            rare.nextDouble() < plan.rare()
                ? lateLife.buriedUnborn(region, stores, rare)
                : ambush.atSplit(region, stores, dice);
      }
      if (dice.nextInt(3) == 0) {
        Bytes beside = workload.cut(dice);
        cluster.spawn("cut beside", () -> cut(beside));
      }
      database.admin().splitRegion(List.of(key));
      List<RegionInfo> now = database.admin().regions();
      splits += Math.max(0, now.size() - before.size());
      if (region != null) {
        aftermath.afterSplit(region, now);
      }
    } catch (TxnException e) {
      // Under faults a split may fail for good; the next one comes.
      failedSplits++;
    }
  }

  /** At the same time as another, perhaps of the same region. */
  private void cut(Bytes key) {
    try {
      database.admin().splitRegion(List.of(key));
    } catch (TxnException e) {
      failedSplits++;
    }
  }

  private static @Nullable RegionInfo holds(Bytes key, List<RegionInfo> regions) {
    for (RegionInfo region : regions) {
      if (key.compareTo(region.start()) >= 0
          && (region.end().isEmpty() || key.compareTo(region.end()) < 0)) {
        return region;
      }
    }
    return null;
  }

  /** Just when the split is on its way, with writes behind it: the moment that rule D1 is for. */
  private void pauseLeaderSoon(@Nullable RegionInfo region, RandomGenerator random) {
    for (StoreInfo store : database.admin().stores()) {
      if (region != null && store.id() == region.leaderStoreId()) {
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

  // ---- moves ----

  private void move(RandomGenerator random) {
    try {
      List<RegionInfo> regions = database.admin().regions();
      List<StoreInfo> known = database.admin().stores();
      List<Long> stores = new ArrayList<>();
      known.forEach(store -> stores.add(store.id()));
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
      int kind = random.nextInt(4);
      Wish wish =
          switch (kind) {
            case 0, 1 -> new Wish.Lead(voter);
            case 2 -> new Wish.Leave(voter);
            default ->
                stores.isEmpty()
                    ? new Wish.Leave(voter)
                    : moved(voter, stores.get(random.nextInt(stores.size())));
          };
      orders++;
      if (dice.nextDouble() >= plan.ambush() || !ambush.free()) {
        cluster.order(region.id(), wish);
      } else if (rare.nextDouble() < plan.rare()) {
        lateLife.heldJoint(region, known, rare);
      } else if (dice.nextBoolean()) {
        unheardMove(regions, known);
      } else {
        ambush.sleepOverRemoval(region, known, dice);
      }
    } catch (TxnException e) {
      // The placement driver is not to be reached; the next time comes.
      return;
    }
  }

  /** Every other time through a joint configuration. */
  private Wish moved(long from, long to) {
    return orders % 2 == 0 ? new Wish.Swap(from, to) : new Wish.Move(from, to);
  }

  /** Of a region that nothing is being done to, as far as the placement driver knows. */
  private void unheardMove(List<RegionInfo> regions, List<StoreInfo> known) {
    int first = dice.nextInt(regions.size());
    for (int i = 0; i < regions.size(); i++) {
      RegionInfo region = regions.get((first + i) % regions.size());
      List<Long> free = new ArrayList<>();
      known.forEach(store -> free.add(store.id()));
      region.peers().forEach(peer -> free.remove((Long) peer.storeId()));
      boolean settled =
          region.leaderStoreId() != 0
              && region.peers().size() == cluster.options().replicas()
              && region.peers().stream().allMatch(PeerInfo::voter);
      if (settled && !free.isEmpty()) {
        PeerInfo goes = region.peers().get(dice.nextInt(region.peers().size()));
        long to = free.get(dice.nextInt(free.size()));
        ambush.unheardMove(region, new Wish.Move(goes.storeId(), to), known, dice);
        return;
      }
    }
  }

  @Override
  public String toString() {
    return splits
        + " splits, "
        + failedSplits
        + " failed, "
        + orders
        + " orders, "
        + ambush.laid()
        + " ambushes";
  }
}
