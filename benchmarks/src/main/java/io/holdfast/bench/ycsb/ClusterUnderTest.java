package io.holdfast.bench.ycsb;

import io.holdfast.bench.cpu.CpuMeter;
import io.holdfast.bench.process.ProcessGroup;
import io.holdfast.runtime.net.Address;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The cluster a plan runs against: one of our own, or one that was there already. */
final class ClusterUnderTest {
  private final Address pd;
  private final String description;
  private final List<CpuMeter> meters;
  private final Runnable liveness;
  private final List<Address> statusAddresses;

  private ClusterUnderTest(
      Address pd,
      String description,
      List<CpuMeter> meters,
      Runnable liveness,
      List<Address> statusAddresses) {
    this.pd = pd;
    this.description = description;
    this.meters = List.copyOf(meters);
    this.liveness = liveness;
    this.statusAddresses = List.copyOf(statusAddresses);
  }

  static ClusterUnderTest of(YcsbPlan plan, ProcessGroup group, Consumer<String> progress)
      throws IOException, InterruptedException {
    Address running = plan.pd();
    if (running != null) {
      List<CpuMeter> meters = new ArrayList<>();
      plan.pids().forEach((label, pid) -> meters.add(new CpuMeter(label, pid)));
      return new ClusterUnderTest(running, "running, at " + running, meters, () -> {}, List.of());
    }
    progress.accept("starting a placement driver and " + plan.stores() + " stores");
    ServerProcesses.Servers own = ServerProcesses.start(group, plan.stores(), plan.transactional());
    List<CpuMeter> meters = new ArrayList<>();
    group.children().forEach(child -> meters.add(new CpuMeter(child.label(), child.pid())));
    String description =
        "own, thrown away: 1 placement driver and "
            + plan.stores()
            + " stores, a process each, "
            + "the records cut into "
            + plan.regions()
            + ", "
            + String.join(" ", ServerProcesses.JVM);
    return new ClusterUnderTest(
        own.pd(), description, meters, group::checkAlive, own.statusAddresses());
  }

  Address pd() {
    return pd;
  }

  /** One line for the report. */
  String description() {
    return description;
  }

  /** One meter per server process that is known. */
  List<CpuMeter> meters() {
    return meters;
  }

  /** What the logs of our own stores have done so far; nothing when they are not ours. */
  LogCounts logCounts() throws IOException {
    return LogCounts.read(statusAddresses);
  }

  /** True iff {@link #logCounts} means something. */
  boolean countsLogs() {
    return !statusAddresses.isEmpty();
  }

  /** Fails when a process of our own cluster has ended. */
  void checkAlive() {
    liveness.run();
  }
}
