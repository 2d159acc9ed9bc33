package io.holdfast.cli.demo;

import io.holdfast.client.ClientConfig;
import io.holdfast.client.Database;
import io.holdfast.client.Topology.RegionInfo;
import io.holdfast.client.Topology.StoreInfo;
import io.holdfast.cluster.ProcessCluster;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.runtime.node.ThreadedRuntime;
import io.holdfast.simulation.check.CheckResult;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * The store that leads most stands still for 1 to 30 seconds, as a process that is not given the
 * processor does, while others are elected in its place and write. It is asked meanwhile, and
 * answers when it goes on, if it still takes itself for the leader: that answer must not be what
 * was true before. Register histories of all clients, and of these answers, are judged.
 */
public final class PausedLeader {
  private static final int REGIONS = 6;
  private static final int CLIENTS = 4;
  private static final double PAUSE_SECONDS_MIN = 1;
  private static final double PAUSE_SECONDS_MAX = 30;

  /** Promises between stores count after five seconds of agreement of their clocks. */
  private static final Duration BETWEEN = Duration.ofSeconds(8);

  private static final Duration AFTER = Duration.ofSeconds(2);
  private static final Duration READY_WAIT = Duration.ofMinutes(1);
  private static final Duration OPERATION_WAIT = Duration.ofSeconds(60);

  private final ProcessCluster cluster;
  private final int pauses;
  private final PrintStream out;

  private long judged;
  private long asked;
  private long answered;
  private long undecided;
  private final List<String> anomalies = new ArrayList<>();

  /** Does nothing before {@link #run()}; {@code cluster} is for raw keys. */
  public PausedLeader(ProcessCluster cluster, int pauses, PrintStream out) {
    this.cluster = cluster;
    this.pauses = pauses;
    this.out = out;
  }

  /** The checks, in the order of the report. Blocks the calling thread. */
  public List<DemoCheck> run() throws InterruptedException {
    ClientConfig config =
        ClientConfig.of(cluster.pd().toString())
            .withKeyMode(KeyMode.V1_RAW)
            .withOperationTimeout(OPERATION_WAIT);
    try (ThreadedRuntime runtime = new ThreadedRuntime("demo");
        Database database = Database.connect(runtime, config);
        RegisterLoad load = new RegisterLoad(config, runtime, CLIENTS, REGIONS)) {
      Stage stage = new Stage(cluster, database, runtime, out);
      database.admin().splitRegion(load.splitKeys());
      stage.awaitReplicas(READY_WAIT);
      RandomGenerator random = runtime.newRandom("pauses");
      for (int i = 1; i <= pauses; i++) {
        double seconds =
            PAUSE_SECONDS_MIN
                * Math.pow(PAUSE_SECONDS_MAX / PAUSE_SECONDS_MIN, random.nextDouble());
        pause(stage, database, runtime, load, i, seconds);
      }
    }
    return List.of(
        new DemoCheck(
            "no read is stale",
            judged,
            anomalies.isEmpty(),
            anomalies.isEmpty() ? "every key was one register" : anomalies.get(0)),
        new DemoCheck(
            "every history is decided",
            pauses,
            undecided == 0,
            undecided + " were too long to be judged"),
        new DemoCheck(
            "the store that stood still was asked while others led",
            asked,
            true,
            answered + " of these reads it answered by itself"));
  }

  private void pause(
      Stage stage,
      Database database,
      ThreadedRuntime runtime,
      RegisterLoad load,
      int number,
      double seconds)
      throws InterruptedException {
    runtime.sleep(BETWEEN);
    int victim = stage.storeLeadingMost();
    List<RegionInfo> led = led(database, victim);
    try (PausedStore paused = new PausedStore(cluster.storeAddress(victim), led)) {
      load.begin("pause-" + number);
      runtime.sleep(AFTER);
      cluster.pauseStore(victim);
      try {
        load.usurp(paused, Duration.ofNanos((long) (seconds * 1e9)));
      } finally {
        cluster.resumeStore(victim);
      }
      runtime.sleep(AFTER);
      load.end();
      CheckResult verdict = load.judge();
      judged += verdict.checked();
      asked += paused.asked();
      answered += paused.answered();
      switch (verdict.verdict()) {
        case VALID -> {}
        case INVALID -> anomalies.addAll(verdict.anomalies());
        case UNKNOWN -> undecided++;
      }
      stage.say(
          String.format(
              Locale.ROOT,
              "pause %d of %d: store %d led %d regions and stood still for %.1f s; it was asked %d"
                  + " reads meanwhile and answered %d; %d operations: %s",
              number,
              pauses,
              victim + 1,
              led.size(),
              seconds,
              paused.asked(),
              paused.answered(),
              verdict.checked(),
              verdict.verdict()));
    }
  }

  private List<RegionInfo> led(Database database, int store) {
    long id = 0;
    for (StoreInfo each : database.admin().stores()) {
      if (each.address().equals(cluster.storeAddress(store))) {
        id = each.id();
      }
    }
    long leader = id;
    return database.admin().regions().stream()
        .filter(region -> region.leaderStoreId() == leader)
        .toList();
  }
}
