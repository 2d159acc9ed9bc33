package io.holdfast.cluster.seeds;

import io.holdfast.client.Database;
import io.holdfast.client.Topology.RegionInfo;
import io.holdfast.client.Topology.StoreInfo;
import io.holdfast.client.error.TxnException;
import io.holdfast.cluster.Readiness;
import io.holdfast.cluster.SimulatedCluster;
import io.holdfast.cluster.SimulatedClusterOptions;
import io.holdfast.cluster.bank.AuditLoop;
import io.holdfast.cluster.bank.Bank;
import io.holdfast.cluster.bank.BankFigures;
import io.holdfast.cluster.bank.RegionBorders;
import io.holdfast.cluster.bank.TransferLoop;
import io.holdfast.cluster.replica.ReplicaComparison;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.simulation.world.FaultPlan;
import io.holdfast.simulation.world.Profile;
import io.holdfast.simulation.world.SimNode;
import io.holdfast.simulation.world.SimWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** One run. Used once, by the thread that drives its world. */
public final class SeedRun {
  private static final long INITIAL_BALANCE = 1_000;
  private static final Duration SLICE = Duration.ofSeconds(1);
  private static final Duration AUDIT_PAUSE = Duration.ofMillis(200);
  private static final String AUDITOR = "auditor";

  private static final double LATE_DUPLICATES = 0.03;

  /** From the request of a split to its apply: a few round trips and syncs. */
  private static final long SPLIT_UNDER_WAY_NANOS = 25_000_000;

  private static final Duration PREPARE_MAX = Duration.ofMinutes(1);

  // The liveness bound is a sum of what may still be under way when the faults end: a restart that
  // was just scheduled, two elections that collide, locks of dead attempts that must expire, a
  // client in its longest back-off, a replica that needs a snapshot.
  private static final Duration RESTART = Duration.ofSeconds(5);
  private static final Duration ELECTIONS = Duration.ofSeconds(8);
  private static final Duration LOCK_EXPIRY = Duration.ofSeconds(6);
  private static final Duration CLIENT_BACKOFF = Duration.ofSeconds(20);
  private static final Duration SNAPSHOT = Duration.ofSeconds(10);
  private static final Duration LIVENESS_MAX =
      RESTART.plus(ELECTIONS).plus(LOCK_EXPIRY).plus(CLIENT_BACKOFF).plus(SNAPSHOT);
  private static final Duration REPLICAS_MAX = Duration.ofMinutes(1);

  private final SeedPlan plan;
  private final SimulatedCluster cluster;
  private final SimWorld world;
  private final NodeRuntime runtime;
  private final Database database;
  private final Database auditorsDatabase;
  private final Bank bank;
  private final BankFigures figures = new BankFigures();
  private final RegionBorders borders = new RegionBorders();
  private final List<BankFigures> clients = new ArrayList<>();
  private boolean stop;
  private long splits;
  private long failedSplits;

  private SeedRun(SeedPlan plan, SimulatedCluster cluster) {
    this.plan = plan;
    this.cluster = cluster;
    this.world = cluster.world();
    this.runtime = cluster.clientRuntime();
    this.database = cluster.database();
    this.auditorsDatabase = cluster.connectFrom(AUDITOR);
    this.bank = new Bank(plan.accounts(), INITIAL_BALANCE);
  }

  /**
   * Runs the plan from beginning to end.
   *
   * @throws io.holdfast.simulation.world.SimulationFailure when anything is wrong; its message
   *     carries the line that reproduces the run
   */
  public static SeedReport run(SeedPlan plan) {
    SimulatedClusterOptions options =
        SimulatedClusterOptions.of(plan.seed())
            .withProfile(plan.profile())
            .withWiring(plan.wiring())
            .withLateDuplicates(plan.profile().equals(Profile.CALM) ? 0 : LATE_DUPLICATES)
            .withPipeline(SeedChoices.pipeline(plan.seed()))
            .withLimits(SeedChoices.limits(plan.seed()))
            .withReproduceLine(plan.reproduceLine());
    try (SimulatedCluster cluster = SimulatedCluster.start(options)) {
      return new SeedRun(plan, cluster).run();
    }
  }

  private SeedReport run() {
    cluster.run(this::prepare);
    FaultPlan faults = cluster.faults(plan.profile());
    spawnClients();
    faults.start();
    safety();
    faults.heal();
    liveness();
    long[] comparisons = new long[1];
    cluster.run(() -> comparisons[0] = finalChecks());
    return new SeedReport(
        plan.seed(),
        world.nowNanos() / 1e9,
        figures.committed(),
        figures.audits(),
        figures.ledgerChecks(),
        splits,
        faults.counts(),
        faults.lost(),
        comparisons[0],
        world.steps(),
        world.traceHash());
  }

  private void prepare() throws InterruptedException {
    List<Bytes> first = bank.splitKeys(2);
    database.admin().splitRegion(first);
    borders.set(first);
    bank.open(database);
    Readiness.awaitReplicas(database, runtime, cluster.options().replicas(), PREPARE_MAX);
  }

  private void spawnClients() {
    for (int client = 0; client < plan.clients(); client++) {
      String name = "client-" + client;
      BankFigures own = new BankFigures(figures);
      clients.add(own);
      cluster.spawn(
          name,
          new TransferLoop(
              name,
              bank,
              database,
              runtime,
              plan.thinkTimeMax(),
              runtime.newRandom(name),
              borders,
              own,
              () -> stop));
    }
    // On a node of its own: a network may separate it from the clients, but not their stores.
    cluster.spawnOn(
        AUDITOR,
        AUDITOR,
        new AuditLoop(
            bank,
            auditorsDatabase,
            world.node(AUDITOR).runtime(),
            AUDIT_PAUSE.plus(plan.thinkTimeMax()),
            figures,
            () -> stop));
    cluster.spawn("splitter", this::splitNowAndThen);
  }

  /** Splits at random accounts, at random times, while the faults go on. */
  private void splitNowAndThen() {
    RandomGenerator random = runtime.newRandom("splitter");
    long longest = plan.splitGapMax().toNanos();
    try {
      while (!stop) {
        runtime.sleep(Duration.ofNanos(random.nextLong(longest / 8, longest)));
        if (!stop) {
          splitOnce(bank.key(1 + random.nextInt(bank.accounts() - 1)), random);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void splitOnce(Bytes key, RandomGenerator random) {
    try {
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
          SimNode leader = world.node(store.address().host());
          Duration length = Duration.ofMillis(random.nextLong(1_500, 4_500));
          world.after(
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

  private void safety() {
    long began = world.nowNanos();
    while (world.nowNanos() - began < plan.safety().toNanos()
        || (enough() && world.nowNanos() - began < plan.safetyMax().toNanos())) {
      world.run(SLICE);
      checkFigures();
    }
  }

  private boolean enough() {
    return figures.committed() < plan.committedMin() || splits == 0;
  }

  private void liveness() {
    long[] before = clients.stream().mapToLong(BankFigures::ledgerChecks).toArray();
    boolean live =
        world.runUntil(
            () -> {
              for (int client = 0; client < before.length; client++) {
                if (clients.get(client).ledgerChecks() == before[client]) {
                  return false;
                }
              }
              return true;
            },
            LIVENESS_MAX);
    checkFigures();
    if (!live) {
      throw world.failure(
          "not every client succeeded within "
              + LIVENESS_MAX
              + " after the faults had ended; "
              + figures
              + ", "
              + failedSplits
              + " splits failed",
          null);
    }
    stop = true;
    if (!world.runUntil(() -> world.liveThreads() == 0, LIVENESS_MAX.plusSeconds(60))) {
      throw world.failure("clients did not end: " + world.liveThreads() + " are stuck", null);
    }
    checkFigures();
  }

  private long finalChecks() throws InterruptedException {
    Bank.Audit last = bank.audit(database);
    if (!bank.holds(last)) {
      throw new AssertionError("the final sum is wrong: " + last + ", expected " + bank.total());
    }
    ReplicaComparison.Result replicas =
        new ReplicaComparison(runtime, cluster.storeAddresses(), cluster.options().replicas())
            .run(REPLICAS_MAX);
    if (!replicas.equal()) {
      throw new AssertionError("replicas differ (RAFT-4): " + replicas.problems());
    }
    return replicas.comparisons();
  }

  private void checkFigures() {
    String violation = figures.violation();
    if (violation != null) {
      throw world.failure(violation, null);
    }
  }
}
