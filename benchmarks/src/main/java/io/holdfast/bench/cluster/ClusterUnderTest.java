package io.holdfast.bench.cluster;

import io.holdfast.bench.cpu.CpuMeter;
import io.holdfast.bench.cpu.CpuMeters;
import io.holdfast.bench.process.ChildProcess;
import io.holdfast.bench.process.ProcessGroup;
import io.holdfast.client.ClientConfig;
import io.holdfast.client.Database;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.runtime.net.Address;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The cluster that is measured: one of our own, or one that was there already. */
public final class ClusterUnderTest {
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

  /** One that somebody else started; {@code pids} are those of its processes that run here. */
  public static ClusterUnderTest running(Address pd, Map<String, Long> pids) {
    List<CpuMeter> meters = new ArrayList<>();
    pids.forEach((label, pid) -> meters.add(new CpuMeter(label, pid)));
    return new ClusterUnderTest(pd, "running, at " + pd, meters, () -> {}, List.of());
  }

  /** A placement driver and stores of our own, a process each; they end with {@code group}. */
  public static ClusterUnderTest start(
      ProcessGroup group, int stores, boolean transactional, Consumer<String> progress)
      throws IOException, InterruptedException {
    return start(group, stores, transactional, List.of(), progress);
  }

  /** The same with further lines in the settings of each store. */
  public static ClusterUnderTest start(
      ProcessGroup group,
      int stores,
      boolean transactional,
      List<String> storeSettings,
      Consumer<String> progress)
      throws IOException, InterruptedException {
    progress.accept("starting a placement driver and " + stores + " stores");
    ServerProcesses.Servers own =
        ServerProcesses.start(group, stores, transactional, storeSettings);
    List<CpuMeter> meters = new ArrayList<>();
    for (ChildProcess child : own.processes()) {
      meters.add(new CpuMeter(child.label(), child.pid()));
    }
    String description =
        "own, thrown away: 1 placement driver and "
            + stores
            + " stores, a process each, "
            + String.join(" ", ServerProcesses.JVM)
            + (storeSettings.isEmpty() ? "" : "; stores with " + String.join(", ", storeSettings));
    return new ClusterUnderTest(
        own.pd(), description, meters, group::checkAlive, own.statusAddresses());
  }

  /** Where clients connect. */
  public Address pd() {
    return pd;
  }

  /** One line for the report. */
  public String description() {
    return description;
  }

  /** One meter per server process that is known. */
  public List<CpuMeter> meters() {
    return meters;
  }

  /** The same, and one of this process under that label. */
  public CpuMeters metersWith(String ownLabel) {
    List<CpuMeter> all = new ArrayList<>(meters);
    all.add(CpuMeter.ofThisProcess(ownLabel));
    return new CpuMeters(all);
  }

  /** What the logs of our own stores have done so far; nothing when they are not ours. */
  public LogCounts logCounts() throws IOException {
    return LogCounts.read(statusAddresses);
  }

  /** The metrics of our own stores, summed. */
  public MetricsPage storeMetrics() throws IOException {
    return MetricsPage.sum(statusAddresses);
  }

  /** True iff {@link #logCounts} means something. */
  public boolean countsLogs() {
    return !statusAddresses.isEmpty();
  }

  /** Returns when the first regions of a new cluster have as many voters as there can be. */
  public void awaitReplicas(boolean transactional, int stores) throws InterruptedException {
    KeyMode mode = transactional ? KeyMode.V1_TXN : KeyMode.V1_RAW;
    try (Database database = Database.connect(ClientConfig.of(List.of(pd)).withKeyMode(mode))) {
      Regions.arrange(database.admin(), List.of(), stores);
    }
  }

  /** Fails when a process of our own cluster has ended. */
  public void checkAlive() {
    liveness.run();
  }
}
