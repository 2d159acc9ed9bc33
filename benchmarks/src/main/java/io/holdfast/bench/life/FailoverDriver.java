package io.holdfast.bench.life;

import io.holdfast.bench.cluster.Regions;
import io.holdfast.client.ClientConfig;
import io.holdfast.client.Database;
import io.holdfast.client.Topology.RegionInfo;
import io.holdfast.client.Topology.StoreInfo;
import io.holdfast.client.error.TxnException;
import io.holdfast.cluster.ProcessCluster;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.runtime.base.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The store that leads most is killed with SIGKILL while clients write to every region: how long
 * the one that waited longest had to wait. One thread drives, one writes for each region.
 */
public final class FailoverDriver {
  private static final int STORES = 3;
  private static final int REGIONS = 6;
  private static final long QUIET_SECONDS = 5;
  private static final long AFTER_SECONDS = 6;
  private static final double NANOS_PER_MILLI = 1e6;

  private final int tries;
  private final Consumer<String> progress;

  /**
   * What it came to.
   *
   * @param gapsMillis the longest wait of a write in each try
   * @param failed writes that failed altogether
   */
  public record Result(List<Double> gapsMillis, long failed) {
    /** Copies. */
    public Result {
      gapsMillis = List.copyOf(gapsMillis);
    }

    /** The middle of all tries. */
    public double medianMillis() {
      List<Double> sorted = new ArrayList<>(gapsMillis);
      Collections.sort(sorted);
      return sorted.get(sorted.size() / 2);
    }

    /** The worst try. */
    public double worstMillis() {
      return Collections.max(gapsMillis);
    }

    /** For people. */
    public List<String> lines() {
      return List.of(
          String.format(
              Locale.ROOT,
              "kill -9 of the store that leads most, %d times: longest wait of a write p50 %.0f ms,"
                  + " max %.0f ms; %d writes failed",
              gapsMillis.size(),
              medianMillis(),
              worstMillis(),
              failed));
    }

    /** For programs. */
    public Map<String, Object> object(Map<String, Object> conditions) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("kind", "failover");
      object.put("gapsMillis", gapsMillis);
      object.put("p50Millis", medianMillis());
      object.put("maxMillis", worstMillis());
      object.put("failed", failed);
      object.put("conditions", conditions);
      return object;
    }
  }

  /** A driver that tells its progress line by line. */
  public FailoverDriver(int tries, Consumer<String> progress) {
    if (tries < 1) {
      throw new IllegalArgumentException("tries " + tries);
    }
    this.tries = tries;
    this.progress = progress;
  }

  /** Starts a cluster of processes and kills its stores in turn. */
  public Result run() throws InterruptedException {
    progress.accept("starting a placement driver and " + STORES + " stores");
    try (ProcessCluster cluster = ProcessCluster.start(STORES, "raw");
        Database database =
            Database.connect(ClientConfig.of(List.of(cluster.pd())).withKeyMode(KeyMode.V1_RAW))) {
      List<Bytes> cuts = new ArrayList<>();
      for (int i = 1; i < REGIONS; i++) {
        cuts.add(Bytes.utf8("key" + i));
      }
      Regions.arrange(database.admin(), cuts, STORES);
      List<Writer> writers = new ArrayList<>();
      for (int i = 0; i < REGIONS; i++) {
        writers.add(new Writer(database, Bytes.utf8("key" + i)));
      }
      writers.forEach(Writer::start);
      try {
        return kill(cluster, database, writers);
      } finally {
        for (Writer writer : writers) {
          writer.end();
        }
      }
    }
  }

  private Result kill(ProcessCluster cluster, Database database, List<Writer> writers)
      throws InterruptedException {
    TimeUnit.SECONDS.sleep(QUIET_SECONDS);
    List<Double> gaps = new ArrayList<>();
    for (int i = 1; i <= tries; i++) {
      int store = leadingMost(cluster, database);
      writers.forEach(Writer::forget);
      cluster.killStore(store);
      TimeUnit.SECONDS.sleep(AFTER_SECONDS);
      double gap =
          writers.stream().mapToLong(Writer::longestNanos).max().orElse(0) / NANOS_PER_MILLI;
      gaps.add(gap);
      progress.accept(
          String.format(Locale.ROOT, "try %d of %d: store %d, %.0f ms", i, tries, store + 1, gap));
      cluster.startStore(store);
      Regions.arrange(database.admin(), List.of(), STORES);
      TimeUnit.SECONDS.sleep(QUIET_SECONDS);
    }
    return new Result(gaps, writers.stream().mapToLong(Writer::failed).sum());
  }

  private static int leadingMost(ProcessCluster cluster, Database database) {
    Map<Long, Integer> leaderships = new HashMap<>();
    for (RegionInfo region : database.admin().regions()) {
      leaderships.merge(region.leaderStoreId(), 1, Integer::sum);
    }
    long most = Collections.max(leaderships.entrySet(), Map.Entry.comparingByValue()).getKey();
    for (StoreInfo store : database.admin().stores()) {
      if (store.id() == most) {
        int index = cluster.storeAddresses().indexOf(store.address());
        if (index >= 0) {
          return index;
        }
      }
    }
    throw new IllegalStateException("store " + most + " is none of ours");
  }

  /** Writes one key again and again. */
  private static final class Writer {
    private final Database database;
    private final Bytes key;
    private final Thread thread;
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicLong beganNanos = new AtomicLong(System.nanoTime());
    private final AtomicLong longestNanos = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    Writer(Database database, Bytes key) {
      this.database = database;
      this.key = key;
      thread = new Thread(this::write, "failover-writer");
      thread.setDaemon(true);
    }

    void start() {
      thread.start();
    }

    private void write() {
      while (!stop.get()) {
        beganNanos.set(System.nanoTime());
        try {
          database.raw().put(key, key);
        } catch (TxnException e) {
          failed.incrementAndGet();
        }
        longestNanos.accumulateAndGet(System.nanoTime() - beganNanos.get(), Math::max);
      }
    }

    void forget() {
      longestNanos.set(0);
    }

    /** One that is still waiting counts as long as it has waited. */
    long longestNanos() {
      return Math.max(longestNanos.get(), System.nanoTime() - beganNanos.get());
    }

    long failed() {
      return failed.get();
    }

    void end() throws InterruptedException {
      stop.set(true);
      thread.join();
    }
  }
}
