package io.holdfast.bench.ycsb;

import io.holdfast.bench.cluster.ClusterUnderTest;
import io.holdfast.bench.cluster.LogCounts;
import io.holdfast.bench.cluster.Regions;
import io.holdfast.bench.cpu.CpuMeter;
import io.holdfast.bench.cpu.CpuMeters;
import io.holdfast.bench.cpu.CpuTimes;
import io.holdfast.bench.process.ProcessGroup;
import io.holdfast.bench.report.MachineFacts;
import io.holdfast.runtime.net.Address;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import site.ycsb.WorkloadException;

/** Carries a plan out, from starting the processes to the report. */
public final class YcsbDriver {
  private static final String CLIENT = "client";

  private final YcsbPlan plan;
  private final Consumer<String> progress;

  /**
   * A report.
   *
   * @param lines what to show and keep
   * @param errors operations that failed, in all phases
   */
  public record Report(List<String> lines, long errors) {}

  /** A driver that tells its progress line by line. */
  public YcsbDriver(YcsbPlan plan, Consumer<String> progress) {
    this.plan = plan;
    this.progress = progress;
  }

  /** Runs everything; {@code home} is the directory of the sources, for the commit. */
  public Report run(Path home, ZonedDateTime now)
      throws IOException,
          InterruptedException,
          ExecutionException,
          TimeoutException,
          WorkloadException {
    String loadBefore = MachineFacts.load();
    List<String> machine = MachineFacts.lines(home, now);
    try (ProcessGroup group = ProcessGroup.create(plan.dataParent(), "ycsb")) {
      ClusterUnderTest cluster = cluster(group);
      List<PhaseResult> results;
      try (DatabaseStore store = DatabaseStore.connect(cluster.pd(), plan.transactional())) {
        if (plan.pd() == null) {
          Regions.arrange(store.database().admin(), Layout.cuts(plan.regions()), plan.stores());
        }
        results = phases(cluster, store);
      }
      List<String> lines = new ArrayList<>(ReportHeader.lines(plan, cluster, machine, loadBefore));
      long errors = 0;
      for (PhaseResult result : results) {
        lines.add("");
        lines.addAll(result.lines());
        errors += result.outcome().recorder().failed();
      }
      progress.accept("yardsticks: gRPC echo, sync");
      lines.add("");
      lines.addAll(Yardsticks.run(group, plan.threads()));
      return new Report(lines, errors);
    }
  }

  private ClusterUnderTest cluster(ProcessGroup group) throws IOException, InterruptedException {
    Address running = plan.pd();
    return running != null
        ? ClusterUnderTest.running(running, plan.pids())
        : ClusterUnderTest.start(group, plan.stores(), plan.transactional(), progress);
  }

  private List<PhaseResult> phases(ClusterUnderTest cluster, RecordStore store)
      throws IOException, WorkloadException, InterruptedException, ExecutionException {
    MeasuredWorkload workload =
        MeasuredWorkload.of(
            plan.workload(), plan.records(), plan.operations() + plan.warmUp(), plan.threads());
    List<PhaseResult> results = new ArrayList<>();
    if (plan.loads()) {
      results.add(
          measure(cluster, store, "load", plan.records(), db -> workload.doInsert(db, NO_STATE)));
    }
    if (plan.runs()) {
      ClosedLoop.Step step = db -> workload.doTransaction(db, NO_STATE);
      if (plan.warmUp() > 0) {
        new ClosedLoop("warm-up", plan.threads(), plan.warmUp(), progress)
            .run(store, step, cluster::checkAlive);
      }
      results.add(
          measure(
              cluster,
              store,
              "run, workload " + plan.workload().name().toLowerCase(Locale.ROOT),
              plan.operations(),
              step));
    }
    return results;
  }

  /** The core workload keeps nothing per thread. */
  private static final Object NO_STATE = new Object();

  private PhaseResult measure(
      ClusterUnderTest cluster,
      RecordStore store,
      String title,
      long operations,
      ClosedLoop.Step step)
      throws IOException, InterruptedException, ExecutionException {
    CpuMeters meters = cluster.metersWith(CLIENT);
    LogCounts logsBefore = cluster.logCounts();
    Map<String, CpuTimes> before = meters.sample();
    ClosedLoop.Outcome outcome =
        new ClosedLoop(title, plan.threads(), operations, progress)
            .run(
                store,
                step,
                () -> {
                  cluster.checkAlive();
                  meters.sample(); // Threads that end between two samples must have been seen.
                });
    return new PhaseResult(
        title,
        outcome,
        meters.since(before),
        cluster.meters().stream().map(CpuMeter::label).toList(),
        cluster.countsLogs() ? cluster.logCounts().since(logsBefore) : null);
  }
}
