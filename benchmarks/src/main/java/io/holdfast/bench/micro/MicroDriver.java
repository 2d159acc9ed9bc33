package io.holdfast.bench.micro;

import io.holdfast.bench.cluster.ClusterUnderTest;
import io.holdfast.bench.cluster.MetricsPage;
import io.holdfast.bench.cluster.Regions;
import io.holdfast.bench.cpu.CpuMeters;
import io.holdfast.bench.cpu.CpuTimes;
import io.holdfast.bench.process.ProcessGroup;
import io.holdfast.client.ClientConfig;
import io.holdfast.client.Database;
import io.holdfast.client.Traffic;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.runtime.net.Address;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Carries a plan out, cell by cell. One thread. */
public final class MicroDriver {
  private static final String CLIENT = "client";

  /** A cell that has not become warm by then is measured all the same, and says so. */
  private static final int WARM_UP_PATIENCE = 6;

  private final MicroPlan plan;
  private final Consumer<String> progress;

  /** A driver that tells its progress line by line. */
  public MicroDriver(MicroPlan plan, Consumer<String> progress) {
    this.plan = plan;
    this.progress = progress;
  }

  /** Measures all cells: those on raw keys first, then those that need transactions. */
  public MicroReport run() throws Exception {
    List<Cell> cells = new ArrayList<>();
    List<String> clusters = new ArrayList<>();
    for (boolean transactional : new boolean[] {false, true}) {
      List<Operation> operations = plan.operationsOn(transactional);
      if (!operations.isEmpty()) {
        try (ProcessGroup group = ProcessGroup.create(plan.dataParent(), "bench")) {
          ClusterUnderTest cluster = cluster(group, transactional);
          clusters.add(cluster.description());
          cells.addAll(cells(cluster, operations, transactional));
        }
      }
    }
    return new MicroReport(plan, clusters, cells, plan.yardsticks() ? yardsticks() : List.of());
  }

  private List<Limit> yardsticks() throws Exception {
    try (ProcessGroup group = ProcessGroup.create(plan.dataParent(), "limits")) {
      return Limits.measure(group, plan, progress);
    }
  }

  private ClusterUnderTest cluster(ProcessGroup group, boolean transactional)
      throws IOException, InterruptedException {
    Address running = plan.pd();
    return running != null
        ? ClusterUnderTest.running(running, plan.pids())
        : ClusterUnderTest.start(
            group,
            plan.stores(),
            transactional,
            plan.leaseReads() ? List.of("lease-reads = \"on\"") : List.of(),
            progress);
  }

  private List<Cell> cells(
      ClusterUnderTest cluster, List<Operation> operations, boolean transactional)
      throws IOException, InterruptedException {
    KeyMode mode = transactional ? KeyMode.V1_TXN : KeyMode.V1_RAW;
    BenchKeys keys = new BenchKeys(plan.keys());
    List<Cell> cells = new ArrayList<>();
    try (Database database =
        Database.connect(
            ClientConfig.of(List.of(cluster.pd()))
                .withKeyMode(mode)
                .withStreaming(plan.streams()))) {
      if (plan.pd() == null) {
        Regions.arrange(database.admin(), keys.cuts(plan.regions()), plan.stores());
      }
      keys.load(database, transactional, plan.valueBytes(), progress);
      for (Operation operation : operations) {
        for (Shape shape : plan.shapes()) {
          Call call =
              transactional
                  ? Call.transactional(operation, database, keys, plan.valueBytes())
                  : Call.raw(operation, database.raw(), keys, plan.valueBytes());
          cells.add(measure(cluster, database, operation, transactional, shape, call));
        }
      }
    }
    return cells;
  }

  private Cell measure(
      ClusterUnderTest cluster,
      Database database,
      Operation operation,
      boolean transactional,
      Shape shape,
      Call call)
      throws IOException, InterruptedException {
    String title = operation.title() + ", " + shape.title();
    CpuMeters meters = cluster.metersWith(CLIENT);
    Load load = new Load(call, shape).start();
    warmUp(cluster, load, title, meters);

    MetricsPage countersBefore = cluster.storeMetrics();
    Traffic trafficBefore = database.traffic();
    Map<String, CpuTimes> before = meters.sample();
    load.latencies();
    long doneBefore = load.done();
    long failedBefore = load.failed();
    long beganNanos = System.nanoTime();
    long endNanos = beganNanos + plan.measured().toNanos();
    while (System.nanoTime() < endNanos) {
      everySecond(cluster, meters, endNanos);
    }
    Map<String, CpuTimes> used = meters.since(before);
    double seconds = (System.nanoTime() - beganNanos) / 1e9;
    Map<String, CpuTimes> byServer = new LinkedHashMap<>(used);
    byServer.remove(CLIENT);
    CpuTimes servers = CpuMeters.together(byServer);
    long operations = load.done() - doneBefore;
    long failed = load.failed() - failedBefore;
    MetricsPage counters = cluster.storeMetrics();
    Traffic traffic = database.traffic().since(trafficBefore);
    double leaders = Regions.ledTogether(database.admin());
    Cell cell =
        new Cell(
            operation,
            transactional,
            shape,
            seconds,
            operations,
            failed,
            load.latencies(),
            used,
            servers,
            cluster.countsLogs()
                ? counters.count(Counters.ALLOCATED) - countersBefore.count(Counters.ALLOCATED)
                : -1,
            cluster.countsLogs()
                ? Counters.perOperation(counters, countersBefore, traffic, operations, leaders)
                : Map.of(),
            CpuMeters.together(used).jitShare());
    load.stop();
    if (failed > 0 && load.firstFailure() != null) {
      progress.accept(title + ": " + failed + " failed, the first: " + load.firstFailure());
    }
    progress.accept(
        String.format(
            Locale.ROOT,
            "%s: %,.0f per second, %.1f us of CPU of all servers each%s",
            title,
            cell.perSecond(),
            cell.serverMicros(),
            cell.warm() ? "" : ", not warm"));
    return cell;
  }

  /** By number of operations, then until the compilers have come to rest, with a bound. */
  private void warmUp(ClusterUnderTest cluster, Load load, String title, CpuMeters meters)
      throws InterruptedException {
    progress.accept(title + ": warming up");
    long giveUpNanos = System.nanoTime() + WARM_UP_PATIENCE * plan.measured().toNanos();
    double compiling = 1;
    while (System.nanoTime() < giveUpNanos
        && (load.done() < plan.warmUpOperations() || compiling >= CpuTimes.JIT_SHARE_WARM_MAX)) {
      Map<String, CpuTimes> before = meters.sample();
      everySecond(cluster, meters, giveUpNanos);
      compiling = CpuMeters.together(meters.since(before)).jitShare();
    }
  }

  /** Threads that end between two samples must have been seen. */
  private static void everySecond(ClusterUnderTest cluster, CpuMeters meters, long endNanos)
      throws InterruptedException {
    long leftNanos = endNanos - System.nanoTime();
    TimeUnit.NANOSECONDS.sleep(Math.max(1, Math.min(leftNanos, TimeUnit.SECONDS.toNanos(1))));
    cluster.checkAlive();
    meters.sample();
  }
}
