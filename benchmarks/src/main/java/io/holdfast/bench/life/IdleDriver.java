package io.holdfast.bench.life;

import io.holdfast.bench.cluster.ClusterUnderTest;
import io.holdfast.bench.cluster.MetricsPage;
import io.holdfast.bench.cluster.Regions;
import io.holdfast.bench.cpu.CpuMeters;
import io.holdfast.bench.cpu.CpuTimes;
import io.holdfast.bench.process.ProcessGroup;
import io.holdfast.client.ClientConfig;
import io.holdfast.client.Database;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.runtime.base.Bytes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Regions that nobody reads or writes: their processor time and their messages. One thread. */
public final class IdleDriver {
  private static final int STORES = 3;
  private static final int SPLITS_AT_ONCE = 500;
  private static final Duration SETTLE = Duration.ofSeconds(15);
  private static final String MESSAGES = "holdfast_store_transport_sent_messages_total";
  private static final double NANOS_PER_SECOND = 1e9;

  private final int regions;
  private final Duration measured;
  private final Path dataParent;
  private final Consumer<String> progress;

  /**
   * What it came to.
   *
   * @param coreShare processor time by wall-clock time, by label of the process
   * @param messagesPerSecond Raft messages between all stores
   */
  public record Result(
      int regions, double seconds, Map<String, Double> coreShare, double messagesPerSecond) {
    /** All processes together, as a share of one core. */
    public double together() {
      return coreShare.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** For people. */
    public List<String> lines() {
      List<String> lines = new ArrayList<>();
      lines.add(
          String.format(
              Locale.ROOT,
              "%,d idle regions of three replicas for %.0f s: %.2f %% of one core, %,.0f messages"
                  + " between stores a second",
              regions,
              seconds,
              100 * together(),
              messagesPerSecond));
      coreShare.forEach(
          (label, share) ->
              lines.add(String.format(Locale.ROOT, "  %-8s %.2f %%", label, 100 * share)));
      return lines;
    }

    /** For programs. */
    public Map<String, Object> object(Map<String, Object> conditions) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("kind", "idle");
      object.put("regions", regions);
      object.put("seconds", seconds);
      object.put("coreShare", together());
      object.put("coreShareByProcess", coreShare);
      object.put("messagesPerSecond", messagesPerSecond);
      object.put("conditions", conditions);
      return object;
    }
  }

  /** A driver that tells its progress line by line. */
  public IdleDriver(int regions, Duration measured, Path dataParent, Consumer<String> progress) {
    this.regions = regions;
    this.measured = measured;
    this.dataParent = dataParent;
    this.progress = progress;
  }

  /** Starts a cluster, cuts it, lets it settle, looks on. */
  public Result run() throws Exception {
    try (ProcessGroup group = ProcessGroup.create(dataParent, "idle")) {
      ClusterUnderTest cluster = ClusterUnderTest.start(group, STORES, false, progress);
      try (Database database =
          Database.connect(ClientConfig.of(List.of(cluster.pd())).withKeyMode(KeyMode.V1_RAW))) {
        cut(database);
      }
      progress.accept("settling for " + SETTLE.toSeconds() + " s");
      TimeUnit.NANOSECONDS.sleep(SETTLE.toNanos());
      progress.accept("measuring for " + measured.toSeconds() + " s");
      return measure(cluster);
    }
  }

  private void cut(Database database) throws InterruptedException {
    Regions.arrange(database.admin(), List.of(), STORES);
    List<Bytes> cuts = new ArrayList<>();
    for (int i = 1; i < regions; i++) {
      cuts.add(Bytes.utf8(String.format(Locale.ROOT, "idle:%08d", i)));
    }
    for (int from = 0; from < cuts.size(); from += SPLITS_AT_ONCE) {
      int to = Math.min(cuts.size(), from + SPLITS_AT_ONCE);
      database.admin().splitRegion(cuts.subList(from, to));
      progress.accept(String.format(Locale.ROOT, "%,d of %,d regions", to + 1, regions));
    }
  }

  private Result measure(ClusterUnderTest cluster) throws Exception {
    CpuMeters meters = new CpuMeters(cluster.meters());
    MetricsPage countersBefore = cluster.storeMetrics();
    Map<String, CpuTimes> before = meters.sample();
    long beganNanos = System.nanoTime();
    long endNanos = beganNanos + measured.toNanos();
    while (System.nanoTime() < endNanos) {
      TimeUnit.SECONDS.sleep(1);
      cluster.checkAlive();
      meters.sample();
    }
    double seconds = (System.nanoTime() - beganNanos) / NANOS_PER_SECOND;
    Map<String, Double> shares = new LinkedHashMap<>();
    meters
        .since(before)
        .forEach((label, used) -> shares.put(label, used.cpuNanos() / NANOS_PER_SECOND / seconds));
    long messages = cluster.storeMetrics().count(MESSAGES) - countersBefore.count(MESSAGES);
    return new Result(regions, seconds, shares, messages / seconds);
  }
}
