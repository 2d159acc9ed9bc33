package io.holdfast.cli.demo;

import io.grpc.ManagedChannel;
import io.holdfast.client.ClientConfig;
import io.holdfast.client.Database;
import io.holdfast.client.Topology.RegionInfo;
import io.holdfast.client.Topology.StoreInfo;
import io.holdfast.client.raw.RawClient;
import io.holdfast.client.txn.KeyValue;
import io.holdfast.cluster.Cluster;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.node.ThreadedRuntime;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A region of a million raw keys is scanned and digested as a whole, again and again, while others
 * get single keys of other regions of the same store: they hardly notice, and no leader moves (R1).
 * Needs a cluster for raw keys. Blocks the calling thread.
 */
public final class LongRead {
  private static final Duration SPREAD_WAIT = Duration.ofSeconds(40);
  private static final Duration READY_WAIT = Duration.ofMinutes(1);
  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final int PUT_ROWS = 20_000;
  private static final int OTHER_REGIONS = 4;
  private static final int OTHER_KEYS = 1_000;
  private static final Bytes OTHERS = Bytes.utf8("other/");

  private final Cluster cluster;
  private final LongReadPlan plan;
  private final PrintStream out;
  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicLong longReads = new AtomicLong();
  private final AtomicLong rowsRead = new AtomicLong();
  private final List<String> failures = new CopyOnWriteArrayList<>();

  /** Does nothing before {@link #run()}. */
  public LongRead(Cluster cluster, LongReadPlan plan, PrintStream out) {
    this.cluster = cluster;
    this.plan = plan;
    this.out = out;
  }

  /** Runs it all; the checks, in the order of the report. */
  public List<DemoCheck> run() throws InterruptedException {
    ClientConfig config = ClientConfig.of(cluster.pd().toString()).withKeyMode(KeyMode.V1_RAW);
    try (ThreadedRuntime runtime = new ThreadedRuntime("demo");
        Database database = Database.connect(runtime, config)) {
      Stage stage = new Stage(cluster, database, runtime, out);
      prepare(stage, database);
      Map<Long, Long> before = leaders(database);
      RegionInfo large = largeRegion(database);
      List<Bytes> keys = keysBeside(database, large);
      stage.say(keys.size() + " keys of other regions are led by the same store");
      RawClient raw = database.raw();
      new GetLoad(raw, runtime, keys, plan.getters()).run(WARM_UP);
      GetLoad quiet = new GetLoad(raw, runtime, keys, plan.getters());
      quiet.run(plan.phase());
      stage.say("quiet: " + quiet.count() + " gets, " + quiet.figures());
      GetLoad loud = new GetLoad(raw, runtime, keys, plan.getters());
      beside(runtime, database, large, () -> loud.run(plan.phase()));
      stage.say("beside long reads: " + loud.count() + " gets, " + loud.figures());
      failures.forEach(stage::say);
      return report(quiet, loud, before, leaders(database));
    }
  }

  private static Bytes row(int i) {
    return Bytes.utf8(String.format(Locale.ROOT, "large/%07d", i));
  }

  private static Bytes other(int region, int i) {
    return Bytes.utf8(String.format(Locale.ROOT, "other/%d/%05d", region, i));
  }

  private void prepare(Stage stage, Database database) throws InterruptedException {
    List<Bytes> borders = new ArrayList<>();
    for (int region = 0; region < OTHER_REGIONS; region++) {
      borders.add(region == 0 ? OTHERS : other(region, 0));
    }
    database.admin().splitRegion(borders);
    stage.awaitReplicas(READY_WAIT);
    Bytes value = Bytes.utf8("sixteen bytes it");
    List<KeyValue> batch = new ArrayList<>();
    for (int i = 0; i < plan.rows(); i++) {
      batch.add(new KeyValue(row(i), value));
      if (batch.size() == PUT_ROWS || i == plan.rows() - 1) {
        database.raw().batchPut(batch);
        batch.clear();
      }
    }
    for (int region = 0; region < OTHER_REGIONS; region++) {
      for (int i = 0; i < OTHER_KEYS; i++) {
        batch.add(new KeyValue(other(region, i), value));
      }
    }
    database.raw().batchPut(batch);
    stage.awaitSpread(SPREAD_WAIT);
    stage.say(plan.rows() + " keys in one region, " + batch.size() + " in others");
  }

  private static RegionInfo largeRegion(Database database) {
    for (RegionInfo region : database.admin().regions()) {
      if (region.end().equals(OTHERS)) {
        return region;
      }
    }
    throw new IllegalStateException("no region ends at " + OTHERS);
  }

  private static Map<Long, Long> leaders(Database database) {
    Map<Long, Long> leaders = new TreeMap<>();
    database.admin().regions().forEach(region -> leaders.put(region.id(), region.leaderStoreId()));
    return leaders;
  }

  /** Keys of other regions that the store of the large one leads; of all when it leads no other. */
  private static List<Bytes> keysBeside(Database database, RegionInfo large) {
    List<Bytes> beside = new ArrayList<>();
    List<Bytes> all = new ArrayList<>();
    List<RegionInfo> regions = database.admin().regions();
    for (int at = 0; at < OTHER_REGIONS; at++) {
      for (int i = 0; i < OTHER_KEYS; i++) {
        Bytes key = other(at, i);
        all.add(key);
        for (RegionInfo region : regions) {
          boolean holds =
              region.start().compareTo(key) <= 0
                  && (region.end().isEmpty() || key.compareTo(region.end()) < 0);
          if (holds && region.leaderStoreId() == large.leaderStoreId()) {
            beside.add(key);
          }
        }
      }
    }
    return beside.isEmpty() ? all : beside;
  }

  /** What is measured; may be interrupted. */
  private interface Measured {
    void run() throws InterruptedException;
  }

  private void beside(
      ThreadedRuntime runtime, Database database, RegionInfo large, Measured measured)
      throws InterruptedException {
    ManagedChannel channel = null;
    for (StoreInfo store : database.admin().stores()) {
      if (store.id() == large.leaderStoreId()) {
        channel = runtime.network().connect(store.address());
      }
    }
    if (channel == null) {
      throw new IllegalStateException("nobody leads the large region");
    }
    LongReadCalls calls = new LongReadCalls(channel, large);
    Thread scanner = new Thread(() -> again(calls::scan), "scanner");
    Thread digester = new Thread(() -> again(calls::checksum), "digester");
    scanner.start();
    digester.start();
    try {
      measured.run();
    } finally {
      stop.set(true);
      scanner.join();
      digester.join();
      channel.shutdownNow();
    }
  }

  private void again(LongSupplier read) {
    while (!stop.get()) {
      try {
        long rows = read.getAsLong();
        if (rows != plan.rows()) {
          failures.add(rows + " rows instead of " + plan.rows());
        }
        longReads.incrementAndGet();
        rowsRead.addAndGet(rows);
      } catch (RuntimeException e) {
        failures.add(e.toString());
        return;
      }
    }
  }

  private List<DemoCheck> report(
      GetLoad quiet, GetLoad loud, Map<Long, Long> before, Map<Long, Long> after) {
    double slowdown = loud.percentileMillis(99) / Math.max(0.001, quiet.percentileMillis(99));
    return List.of(
        new DemoCheck(
            "long reads see every key",
            longReads.get(),
            failures.isEmpty(),
            rowsRead.get() + " rows read"),
        new DemoCheck(
            "gets are answered meanwhile",
            loud.count(),
            quiet.failures().isEmpty() && loud.failures().isEmpty(),
            quiet.count() + " in the quiet"),
        new DemoCheck(
            String.format("p99 of gets at most %.0f times longer", plan.slowdownMax()),
            loud.count(),
            slowdown <= plan.slowdownMax(),
            String.format(
                "%.1f times: quiet %s; beside long reads %s",
                slowdown, quiet.figures(), loud.figures())),
        new DemoCheck(
            "no leader moved", before.size(), before.equals(after), before.size() + " regions"));
  }
}
