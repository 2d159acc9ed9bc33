package io.holdfast.bench.cluster;

import io.holdfast.bench.process.ChildProcess;
import io.holdfast.bench.process.ProcessGroup;
import io.holdfast.cli.HoldfastMain;
import io.holdfast.runtime.net.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A placement driver and stores, each a process started as a user would start it. */
final class ServerProcesses {
  /** What {@code scripts/holdfast} gives a JVM, with a heap that lets several live together. */
  static final List<String> JVM =
      List.of("-XX:+UseParallelGC", "-XX:-UsePerfData", "-Xms256m", "-Xmx768m");

  /** On a crowded machine a node needs a minute for what else takes two seconds. */
  private static final Duration READY_MAX = Duration.ofMinutes(4);

  private static final int REPLICAS_MAX = 3;

  private ServerProcesses() {}

  /**
   * What was started.
   *
   * @param pd where clients connect
   * @param statusAddresses where the stores answer for their metrics
   * @param processes the placement driver first
   */
  record Servers(Address pd, List<Address> statusAddresses, List<ChildProcess> processes) {}

  /** Returns once all of them serve. */
  static Servers start(
      ProcessGroup group, int stores, boolean transactional, List<String> storeSettings)
      throws IOException, InterruptedException {
    String keyMode = "key-mode = \"" + (transactional ? "txn" : "raw") + "\"";
    ChildProcess driver =
        start(group, "pd", "pd", List.of(keyMode, "replicas = " + Math.min(stores, REPLICAS_MAX)));
    String ready = driver.awaitReady(READY_MAX);
    Address pd = Address.parse(ready.substring(ready.indexOf('=') + 1).strip());
    List<ChildProcess> starting = new ArrayList<>();
    List<Address> statusAddresses = new ArrayList<>();
    for (int i = 1; i <= stores; i++) {
      Address status = freeAddress();
      statusAddresses.add(status);
      List<String> settings = new ArrayList<>(storeSettings);
      settings.add(keyMode);
      settings.add("pd = [\"" + pd + "\"]");
      settings.add("status-listen = \"" + status + "\"");
      starting.add(start(group, "store-" + i, "store", settings));
    }
    for (ChildProcess store : starting) {
      store.awaitReady(READY_MAX);
    }
    List<ChildProcess> processes = new ArrayList<>(List.of(driver));
    processes.addAll(starting);
    return new Servers(pd, statusAddresses, processes);
  }

  /** A port that nobody has now; the store's ready line does not tell one it picked itself. */
  private static Address freeAddress() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket probe = new ServerSocket(0, 1, loopback)) {
      return new Address(loopback.getHostAddress(), probe.getLocalPort());
    }
  }

  private static ChildProcess start(
      ProcessGroup group, String label, String command, List<String> settings) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("data-dir = \"" + group.directory().resolve(label) + "\"");
    lines.add("listen = \"127.0.0.1:0\"");
    lines.addAll(settings);
    Path config = Files.write(group.directory().resolve(label + ".toml"), lines);
    return group.start(
        label, JVM, HoldfastMain.class.getName(), List.of(command, "--config", config.toString()));
  }
}
