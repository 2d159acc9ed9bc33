package io.holdfast.workload.sqlbank;

import io.holdfast.client.Database;
import io.holdfast.client.error.TxnException;
import io.holdfast.client.txn.KeyValue;
import io.holdfast.cluster.ClientHabits;
import io.holdfast.cluster.Readiness;
import io.holdfast.cluster.SimulatedCluster;
import io.holdfast.cluster.SimulatedClusterOptions;
import io.holdfast.cluster.replica.ReplicaComparison;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.simulation.world.FaultPlan;
import io.holdfast.simulation.world.Profile;
import io.holdfast.simulation.world.SimWorld;
import io.holdfast.sql.server.SqlConnection;
import io.holdfast.sql.server.SqlEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** One run. Used once, by the thread that drives its world. */
public final class SqlSeedRun {
  private static final Duration SLICE = Duration.ofSeconds(1);
  private static final double LATE_DUPLICATES = 0.03;
  private static final Duration PREPARE_MAX = Duration.ofMinutes(1);

  // The liveness bound is a sum of what may still be under way when the faults end.
  private static final Duration RESTARTS = Duration.ofSeconds(5);
  private static final Duration ELECTIONS = Duration.ofSeconds(8);
  private static final Duration LOCK_EXPIRY = Duration.ofSeconds(6);
  private static final Duration CLIENT_BACKOFF = Duration.ofSeconds(20);
  private static final Duration COMMIT_MAX = Duration.ofSeconds(60);

  /** A table whose change was cut off is opened by whoever collects garbage next. */
  private static final Duration BLOCK_OF_THE_DEAD = Duration.ofSeconds(20 + 5);

  private static final Duration LIVENESS_MAX =
      RESTARTS
          .plus(ELECTIONS)
          .plus(LOCK_EXPIRY)
          .plus(CLIENT_BACKOFF)
          .plus(COMMIT_MAX)
          .plus(BLOCK_OF_THE_DEAD);

  /** Clients that are left alone do as much in seconds; the goals tell of those that did not. */
  private static final Duration ENOUGH_MAX = Duration.ofMinutes(1);

  private static final Duration REPLICAS_MAX = Duration.ofMinutes(1);

  private final SqlSeedPlan plan;
  private final SimulatedCluster cluster;
  private final SimWorld world;
  private final Scene scene;
  private final Cast cast;
  private long splits;
  private long sqlLives;

  private SqlSeedRun(SqlSeedPlan plan, SimulatedCluster cluster) {
    this.plan = plan;
    this.cluster = cluster;
    this.world = cluster.world();
    this.scene = new Scene(world, plan.rest());
    this.cast = new Cast(plan, scene);
  }

  /**
   * Runs the plan from beginning to end.
   *
   * @throws io.holdfast.simulation.world.SimulationFailure when anything is wrong; its message
   *     carries the line that reproduces the run
   */
  public static SqlSeedReport run(SqlSeedPlan plan) {
    SimulatedClusterOptions options =
        SimulatedClusterOptions.of(plan.seed())
            .withProfile(plan.profile())
            .withWiring(plan.wiring())
            .withLateDuplicates(plan.profile().equals(Profile.CALM) ? 0 : LATE_DUPLICATES)
            .withLostCommits(plan.lostCommits())
            .withHabits(new ClientHabits(0, false, plan.streaming()))
            .withSleeping(plan.sleeping())
            .withReproduceLine(plan.reproduceLine());
    try (SimulatedCluster cluster = SimulatedCluster.start(options)) {
      return new SqlSeedRun(plan, cluster).run();
    }
  }

  private SqlSeedReport run() {
    cluster.commitsArrive(true);
    SqlEngine first = cluster.sql(Cast.NODE_1);
    cluster.sql(Cast.NODE_2);
    cluster.runOn(Cast.NODE_1, () -> open(first));
    cluster.run(
        () ->
            Readiness.awaitReplicas(
                cluster.database(),
                cluster.clientRuntime(),
                cluster.options().replicas(),
                PREPARE_MAX));
    FaultPlan faults = cluster.faults(plan.profile());
    cluster.onSqlServing(Cast.NODE_1, (engine, runtime) -> begin(Cast.NODE_1, engine, runtime));
    cluster.onSqlServing(Cast.NODE_2, (engine, runtime) -> begin(Cast.NODE_2, engine, runtime));
    cluster.spawn("splitter", this::splitNowAndThen);
    NodeFaults nodeFaults = new NodeFaults(cluster, List.of(Cast.NODE_1, Cast.NODE_2));
    cluster.commitsArrive(false);
    faults.start();
    if (!plan.profile().equals(Profile.CALM)) {
      nodeFaults.start();
    }
    safety();
    nodeFaults.end();
    faults.heal();
    cluster.commitsArrive(true);
    liveness();
    long[] comparisons = new long[1];
    for (String node : List.of(Cast.NODE_1, Cast.NODE_2)) {
      SqlEngine engine = cluster.sql(node);
      cluster.runOn(node, () -> check(engine));
      checkFigures();
    }
    cluster.run(() -> comparisons[0] = compareReplicas());
    SqlFigures done = scene.figures();
    return new SqlSeedReport(
        plan.seed(),
        world.nowNanos() / 1e9,
        done.transfers,
        done.audits,
        done.dutyChanges,
        done.inserts,
        done.tableReads,
        done.tableChanges,
        done.unknown,
        sqlLives,
        splits,
        nodeFaults.count(),
        faults.counts(),
        comparisons[0],
        world.steps(),
        world.traceHash());
  }

  private void open(SqlEngine engine) {
    try (SqlConnection sql = engine.connect("postgres", "postgres")) {
      cast.open(sql);
    }
  }

  private void check(SqlEngine engine) {
    try (SqlConnection sql = engine.connect("postgres", "postgres")) {
      cast.check(sql);
    }
  }

  private void begin(String node, SqlEngine engine, NodeRuntime runtime) {
    sqlLives++;
    for (Worker worker : cast.workers()) {
      if (worker.node().equals(node) && !scene.stopped()) {
        cluster.spawnOn(node, worker.name(), () -> worker.live(engine, runtime));
      }
    }
  }

  /** Splits at random stored keys, at random times, while the faults go on. */
  private void splitNowAndThen() {
    RandomGenerator random = cluster.clientRuntime().newRandom("splitter");
    long longest = plan.splitGapMax().toNanos();
    try {
      while (!scene.stopped()) {
        cluster.clientRuntime().sleep(Duration.ofNanos(random.nextLong(longest / 8, longest)));
        if (!scene.stopped()) {
          splitOnce(random);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void splitOnce(RandomGenerator random) {
    Database database = cluster.database();
    try {
      List<Bytes> keys = new ArrayList<>();
      database.read(
          snapshot -> {
            for (KeyValue each : snapshot.scanPrefix(Bytes.EMPTY).toList()) {
              keys.add(each.key());
            }
            return keys;
          });
      int before = database.admin().regions().size();
      database.admin().splitRegion(List.of(keys.get(random.nextInt(keys.size()))));
      splits += Math.max(0, database.admin().regions().size() - before);
    } catch (TxnException e) {
      // Under faults a split may fail for good; the next one comes.
      scene.figures().splitFailures++;
    }
  }

  private void safety() {
    long began = world.nowNanos();
    while (world.nowNanos() - began < plan.safety().toNanos()
        || (scene.figures().transfers < plan.transfersMin()
            && world.nowNanos() - began < plan.safetyMax().toNanos())) {
      world.run(SLICE);
      checkFigures();
    }
  }

  private void liveness() {
    Duration livenessMax = LIVENESS_MAX.plus(plan.rest());
    long[] before = cast.workers().stream().mapToLong(Worker::successes).toArray();
    boolean live = world.runUntil(() -> allBeyond(before), livenessMax);
    checkFigures();
    if (!live) {
      throw world.failure(
          late(before)
              + " did not succeed within "
              + livenessMax
              + " after the faults had ended: "
              + scene.figures().lastErrors(late(before))
              + "; "
              + scene.figures(),
          null);
    }
    // What the faults did not let them do they do now: how much is judged is no matter of luck.
    world.runUntil(
        () -> scene.figures().transfers >= plan.transfersMin(), ENOUGH_MAX.plus(plan.rest()));
    scene.stop();
    // What remains are the two lives of the SQL nodes.
    if (!world.runUntil(() -> world.liveThreads() <= 2, livenessMax)) {
      throw world.failure("sessions did not end: " + world.liveThreads() + " are stuck", null);
    }
    checkFigures();
  }

  private boolean allBeyond(long[] before) {
    List<Worker> workers = cast.workers();
    for (int i = 0; i < before.length; i++) {
      if (workers.get(i).successes() == before[i]) {
        return false;
      }
    }
    return true;
  }

  private List<String> late(long[] before) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < before.length; i++) {
      Worker worker = cast.workers().get(i);
      if (worker.successes() == before[i]) {
        names.add(worker.name());
      }
    }
    return names;
  }

  private long compareReplicas() throws InterruptedException {
    ReplicaComparison.Result replicas =
        new ReplicaComparison(
                cluster.clientRuntime(), cluster.storeAddresses(), cluster.options().replicas())
            .run(REPLICAS_MAX);
    if (!replicas.equal()) {
      throw new AssertionError("replicas differ (RAFT-4): " + replicas.problems());
    }
    return replicas.comparisons();
  }

  private void checkFigures() {
    String violation = scene.figures().violation();
    if (violation != null) {
      throw world.failure(violation, null);
    }
  }
}
