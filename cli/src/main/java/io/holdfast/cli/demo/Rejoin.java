package io.holdfast.cli.demo;

import io.holdfast.client.ClientConfig;
import io.holdfast.client.Database;
import io.holdfast.cluster.Cluster;
import io.holdfast.cluster.replica.LiveComparison;
import io.holdfast.cluster.replica.ReplicaComparison;
import io.holdfast.runtime.node.ThreadedRuntime;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/**
 * A store is away under full write load, comes back, and is equal to its peers soon, while the
 * writes go on: the log waits for what is on its way to it (D11). Blocks the calling thread.
 */
public final class Rejoin {
  private static final Duration REPORT_EVERY = Duration.ofSeconds(5);
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);
  private static final Duration READY_WAIT = Duration.ofMinutes(1);

  /** So many entries behind its peers, of all regions together, a replica just breathes. */
  private static final long NEAR_ENTRIES = 5_000;

  private final Cluster cluster;
  private final RejoinPlan plan;
  private final PrintStream out;

  /** Does nothing before {@link #run()}. */
  public Rejoin(Cluster cluster, RejoinPlan plan, PrintStream out) {
    this.cluster = cluster;
    this.plan = plan;
    this.out = out;
  }

  /** Runs it all; the checks, in the order of the report. */
  public List<DemoCheck> run() throws InterruptedException {
    try (ThreadedRuntime runtime = new ThreadedRuntime("demo");
        Database database = Database.connect(runtime, ClientConfig.of(cluster.pd().toString()))) {
      Stage stage = new Stage(cluster, database, runtime, out);
      WriteLoad load = new WriteLoad(database, runtime, plan.clients(), plan.keysEach());
      database.admin().splitRegion(load.splitKeys(plan.regions()));
      stage.awaitReplicas(READY_WAIT);
      stage.say(
          stage.regionCount()
              + " regions; "
              + plan.clients()
              + " clients write as fast as they are answered");
      load.start();
      try {
        return conduct(stage, runtime, load);
      } finally {
        load.stop();
      }
    }
  }

  private List<DemoCheck> conduct(Stage stage, ThreadedRuntime runtime, WriteLoad load)
      throws InterruptedException {
    watch(stage, runtime, load, plan.warmUp());
    int victim = stage.storeLeadingMost();
    stage.say("killing store " + (victim + 1) + ", away for " + plan.away().toSeconds() + " s");
    cluster.killStore(victim);
    long beforeAway = load.writes();
    watch(stage, runtime, load, plan.away());
    long whileAway = load.writes() - beforeAway;

    try (LiveComparison replicas =
        new LiveComparison(runtime, cluster.storeAddresses(), stage.replicas())) {
      LiveComparison.Snapshots sentBefore = replicas.snapshots();
      cluster.startStore(victim);
      long back = runtime.clock().nanos();
      long writesBefore = load.writes();
      stage.say("store " + (victim + 1) + " serves again");
      long near = awaitNear(stage, runtime, load, replicas, victim, back);
      ReplicaComparison.Result equal = awaitEqual(stage, runtime, replicas, back);
      long seconds = (runtime.clock().nanos() - back) / 1_000_000_000L;
      long whileBack = load.writes() - writesBefore;
      LiveComparison.Snapshots sent = replicas.snapshots();
      long snapshots = Math.max(0, sent.count() - sentBefore.count());
      long snapshotBytes = Math.max(0, sent.bytes() - sentBefore.bytes());
      load.stop();
      List<String> lost = load.lost();
      lost.stream().limit(10).forEach(stage::say);
      load.ended().forEach(stage::say);
      return List.of(
          new DemoCheck(
              "writes while the store is away",
              whileAway,
              load.ended().isEmpty(),
              rate(whileAway, plan.away().toMillis()) + ", " + load.failures() + " gave up"),
          new DemoCheck(
              "writes while it catches up",
              whileBack,
              load.ended().isEmpty(),
              rate(whileBack, 1_000 * Math.max(1, seconds))
                  + ", longest wait "
                  + load.longestGapMillis()
                  + " ms"),
          new DemoCheck(
              "equal within " + plan.backWithin().toSeconds() + " s, writes going on",
              equal.comparisons(),
              equal.equal() && seconds <= plan.backWithin().toSeconds(),
              "near after "
                  + near
                  + " s, equal after "
                  + seconds
                  + " s, "
                  + equal.regions()
                  + " regions, "
                  + equal.entries()
                  + " records a replica"),
          new DemoCheck(
              "snapshots end",
              1 + snapshots,
              snapshots <= 2L * equal.regions(),
              snapshots + " sent, " + (snapshotBytes >> 20) + " MiB"),
          new DemoCheck(
              "no acknowledged write is lost",
              load.writes(),
              lost.isEmpty(),
              lost.size() + " keys differ, " + (load.bytes() >> 20) + " MiB written"));
    }
  }

  private static String rate(long writes, long millis) {
    return writes * 1_000 / Math.max(1, millis) + " a second";
  }

  private static void watch(Stage stage, ThreadedRuntime runtime, WriteLoad load, Duration time)
      throws InterruptedException {
    long end = runtime.clock().nanos() + time.toNanos();
    long left = time.toNanos();
    long before = load.writes();
    while (left > 0) {
      long pause = Math.min(left, REPORT_EVERY.toNanos());
      runtime.sleep(Duration.ofNanos(pause));
      long now = load.writes();
      stage.say(rate(now - before, pause / 1_000_000) + " keys written, " + now + " in all");
      before = now;
      left = end - runtime.clock().nanos();
    }
  }

  /** Seconds since {@code back} when the store was near its peers, or when the time was over. */
  private long awaitNear(
      Stage stage,
      ThreadedRuntime runtime,
      WriteLoad load,
      LiveComparison replicas,
      int victim,
      long back)
      throws InterruptedException {
    long deadline = back + plan.backWithin().toNanos();
    long reported = runtime.clock().nanos();
    long behind = replicas.behind(victim);
    while (behind > NEAR_ENTRIES && runtime.clock().nanos() < deadline) {
      runtime.sleep(LOOK_EVERY);
      behind = replicas.behind(victim);
      if (runtime.clock().nanos() - reported >= REPORT_EVERY.toNanos()) {
        reported = runtime.clock().nanos();
        String distance = behind == Long.MAX_VALUE ? "no answer yet" : behind + " entries behind";
        stage.say(distance + ", " + load.writes() + " keys written");
      }
    }
    return (runtime.clock().nanos() - back) / 1_000_000_000L;
  }

  private ReplicaComparison.Result awaitEqual(
      Stage stage, ThreadedRuntime runtime, LiveComparison replicas, long back)
      throws InterruptedException {
    long deadline = back + plan.backWithin().toNanos();
    ReplicaComparison.Result result = replicas.run();
    while (!result.equal() && runtime.clock().nanos() < deadline) {
      stage.say("not equal yet: " + result.problems().get(0));
      result = replicas.run();
    }
    for (String problem : result.problems()) {
      stage.say("replicas: " + problem);
    }
    return result;
  }
}
