package io.holdfast.workload.seeds;

import io.holdfast.client.Database;
import io.holdfast.client.ReadOptions;
import io.holdfast.client.error.FutureTimestampException;
import io.holdfast.client.txn.KeyValue;
import io.holdfast.client.txn.Snapshot;
import io.holdfast.cluster.Readiness;
import io.holdfast.cluster.SimulatedCluster;
import io.holdfast.cluster.replica.ReplicaComparison;
import io.holdfast.protocol.id.Timestamp;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.node.NodeRuntime;
import io.holdfast.simulation.check.CheckResult;
import io.holdfast.simulation.seed.Seeds;
import io.holdfast.simulation.world.FaultPlan;
import io.holdfast.simulation.world.SimWorld;
import io.holdfast.workload.PauseMeter;
import io.holdfast.workload.Seat;
import io.holdfast.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/**
 * The frame of every run, whatever its clients do:
 *
 * <pre>
 * prepare ─▶ clients, nemesis, life of regions ─▶ heal ─▶ every client succeeds again ─▶ all end
 *         ─▶ end state, equal replicas ─▶ histories judged
 * </pre>
 *
 * <p>Clients sit on nodes of their own, each with its own connection and caches. Used once, by the
 * thread that drives its world.
 */
final class Scenario {
  private static final Duration SLICE = Duration.ofSeconds(1);
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

  /** Clients that are left alone do as much in seconds; the goals tell of those that did not. */
  private static final Duration ENOUGH_MAX = Duration.ofMinutes(1);

  private static final int PAST_TIMES = 10;
  private static final Duration FUTURE = Duration.ofMinutes(2);
  private static final Duration STALL_MAX = Duration.ofSeconds(6);
  private static final Duration REPLICAS_MAX = Duration.ofMinutes(1);

  private final SeedPlan plan;
  private final SimulatedCluster cluster;
  private final SimWorld world;
  private final Workload workload;
  private final RegionLife life;
  private final Map<Integer, Progress> progress = new TreeMap<>();
  private int processes;
  private boolean healed;
  private boolean stop;

  Scenario(SeedPlan plan, SimulatedCluster cluster, Workload workload) {
    this.plan = plan;
    this.cluster = cluster;
    this.world = cluster.world();
    this.workload = workload;
    this.life = new RegionLife(plan, cluster, workload, () -> healed, () -> stop);
  }

  /** What the frame itself saw. */
  record Outcome(FaultPlan faults, RegionLife life, long comparisons, long judged) {}

  /**
   * From beginning to end.
   *
   * @throws io.holdfast.simulation.world.SimulationFailure when anything is wrong
   */
  Outcome run() {
    setClocks();
    cluster.run(this::prepare);
    FaultPlan faults = cluster.faults(plan.profile());
    seatClients();
    life.spawn();
    new DriverLife(plan, cluster, () -> healed).begin();
    new SlowInstalls(plan, cluster, () -> healed).begin();
    faults.start();
    safety();
    healed = true;
    faults.heal();
    cluster.commitsArrive(true);
    liveness();
    long[] comparisons = new long[1];
    cluster.run(() -> comparisons[0] = endState());
    return new Outcome(faults, life, comparisons[0], judge());
  }

  /** Some machines are what no rule allows for (L7); until the faults are healed. */
  private void setClocks() {
    if (plan.clockRatePpm() > 0) {
      RandomGenerator random = Seeds.random(plan.seed(), "clock rates");
      for (String store : cluster.storeNodes()) {
        world.node(store).setClockRatePpm(random.nextBoolean() ? plan.clockRatePpm() : 0);
      }
    }
  }

  private void prepare() throws InterruptedException {
    Database database = cluster.database();
    database.admin().splitRegion(workload.cuts(plan.regions()));
    workload.prepare(database);
    Readiness.awaitReplicas(
        database, cluster.clientRuntime(), cluster.options().replicas(), PREPARE_MAX);
    if (workload.keyMode() == KeyMode.V1_TXN) {
      refusesTheFuture(database);
    }
  }

  private void seatClients() {
    int nodes = Math.min(plan.clientNodes(), plan.seats());
    for (int node = 0; node < nodes; node++) {
      int first = node;
      String name = "client-" + (node + 1);
      cluster.clientNode(name, (database, runtime) -> sit(name, first, nodes, database, runtime));
    }
  }

  /** One life of one node: its clients take their seats. */
  private void sit(String name, int first, int step, Database database, NodeRuntime runtime) {
    PauseMeter pauses = new PauseMeter(runtime);
    cluster.spawnOn(name, "pauses", () -> pauses.run(() -> stop));
    for (int client = first; client < plan.seats(); client += step) {
      int process = processes++;
      Seat seat =
          new Seat(
              client,
              process,
              database,
              runtime,
              runtime.newRandom("client-" + client),
              pauses,
              plan.thinkTimeMax(),
              () -> stop);
      cluster.spawnOn(name, "client-" + client, () -> workload.client(seat));
    }
  }

  private void safety() {
    long began = world.nowNanos();
    while (passed(began) < plan.safety().toNanos()
        || (tooLittle() && passed(began) < plan.safetyMax().toNanos())) {
      world.run(SLICE);
      checkSoFar();
      if (nothingIsLate()) {
        checkProgress();
      }
    }
  }

  private boolean nothingIsLate() {
    return plan.profile().activeMax() == 0
        && plan.habits().lateRequests() == 0
        && plan.lostCommits() == 0;
  }

  /** Without faults nobody waits long: a split or move takes a second or two, no lock is left. */
  private void checkProgress() {
    for (int client = 0; client < plan.seats(); client++) {
      long now = workload.successes(client);
      Progress before = progress.get(client);
      if (before == null || now > before.successes()) {
        progress.put(client, new Progress(now, world.nowNanos()));
      } else if (world.nowNanos() - before.sinceNanos() > STALL_MAX.toNanos()) {
        throw world.failure(
            "TXN-9 client " + client + " has not succeeded for " + STALL_MAX + ", without faults",
            null);
      }
    }
  }

  private record Progress(long successes, long sinceNanos) {}

  private long passed(long began) {
    return world.nowNanos() - began;
  }

  private boolean tooLittle() {
    return successes().sum() < plan.committedMin() || life.splits() == 0;
  }

  private LongStream successes() {
    return LongStream.range(0, plan.seats()).map(client -> workload.successes((int) client));
  }

  private void liveness() {
    long[] before = successes().toArray();
    boolean live = world.runUntil(() -> allBeyond(before), LIVENESS_MAX);
    checkSoFar();
    if (!live) {
      throw world.failure(
          "not every client succeeded within "
              + LIVENESS_MAX
              + " after the faults had ended: "
              + java.util.Arrays.toString(before)
              + " then, "
              + java.util.Arrays.toString(successes().toArray())
              + " now; "
              + workload.describe()
              + "; "
              + life,
          null);
    }
    // What the faults did not let them do they do now: how much is judged is no matter of luck.
    world.runUntil(() -> !tooLittle(), ENOUGH_MAX);
    checkSoFar();
    stop = true;
    if (!world.runUntil(() -> world.liveThreads() == 0, LIVENESS_MAX.plusSeconds(60))) {
      throw world.failure("clients did not end: " + world.liveThreads() + " are stuck", null);
    }
    checkSoFar();
  }

  private boolean allBeyond(long[] before) {
    for (int client = 0; client < before.length; client++) {
      if (workload.successes(client) <= before[client]) {
        return false;
      }
    }
    return true;
  }

  private long endState() throws InterruptedException {
    workload.finish(cluster.database());
    readThePast();
    ReplicaComparison.Result replicas =
        new ReplicaComparison(
                cluster.clientRuntime(), cluster.storeAddresses(), cluster.options().replicas())
            .run(REPLICAS_MAX);
    if (!replicas.equal()) {
      throw new AssertionError("replicas differ (RAFT-4): " + replicas.problems());
    }
    if (cluster.invariants().comparedReplicas() == 0) {
      throw new AssertionError("no replica was looked into when it began (RAFT-4)");
    }
    return replicas.comparisons();
  }

  /** Whatever was true at some time can still be read as of that time; the books compare. */
  private void readThePast() {
    if (workload.keyMode() != KeyMode.V1_TXN) {
      return;
    }
    Database database = cluster.database();
    for (long ts : cluster.invariants().commitTimes(PAST_TIMES)) {
      Snapshot then = database.snapshot(ReadOptions.snapshot(ts));
      List<KeyValue> up = then.scan(KeyRange.ALL).toList();
      if (then.scan(KeyRange.ALL).reverse().toList().size() != up.size()) {
        throw new AssertionError("a scan at " + ts + " finds more in one direction");
      }
    }
  }

  private static void refusesTheFuture(Database database) {
    long soon = database.currentTimestamp() + (FUTURE.toMillis() << Timestamp.LOGICAL_BITS);
    Snapshot unborn;
    try {
      unborn = database.snapshot(ReadOptions.snapshot(soon));
    } catch (FutureTimestampException e) {
      return;
    }
    throw new AssertionError("M7 a state that is yet to come can be read: " + unborn.timestamp());
  }

  private long judge() {
    long judged = 0;
    for (CheckResult result : workload.judge()) {
      if (!result.valid()) {
        throw world.failure(
            "the history is "
                + result.verdict()
                + " after "
                + result.checked()
                + " checks: "
                + String.join("\n", result.anomalies()),
            null);
      }
      judged += result.checked();
    }
    return judged;
  }

  private void checkSoFar() {
    String violation = workload.violation();
    if (violation != null) {
      throw world.failure(violation, null);
    }
  }
}
