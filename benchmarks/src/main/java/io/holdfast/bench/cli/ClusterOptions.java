package io.holdfast.bench.cli;

import io.holdfast.cli.UsageException;
import io.holdfast.runtime.net.Address;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster is measured: a running one, or one of our own. Options of several commands. */
final class ClusterOptions {
  private static final int STORES_MAX = 9;

  @Option(
      names = "--pd",
      paramLabel = "HOST:PORT",
      description = "Placement driver of a running cluster; what is written stays there.")
  private @Nullable String pd;

  @Option(
      names = "--pid",
      paramLabel = "LABEL=PID",
      description =
          "With --pd: a local process of the cluster whose CPU is to be shown. Repeatable.")
  private Map<String, Long> pids = new LinkedHashMap<>();

  @Option(
      names = "--stores",
      paramLabel = "N",
      description = "Without --pd: storage nodes to start, an odd number (default 3).")
  private int stores = 3;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Without --pd: directory for the data while it lives (default: temporary).")
  private Path data = Path.of(System.getProperty("java.io.tmpdir"));

  /** Refuses what contradicts itself. */
  void check() {
    check(
        stores > 0 && stores <= STORES_MAX && stores % 2 == 1,
        "--stores must be an odd number up to " + STORES_MAX + ", not " + stores);
    check(pids.isEmpty() || pd != null, "--pid needs --pd: own processes are known");
    for (Map.Entry<String, Long> each : pids.entrySet()) {
      check(
          ProcessHandle.of(each.getValue()).isPresent(),
          "--pid " + each.getKey() + ": no process " + each.getValue());
    }
    Address unused = pd(); // Refuses what is no address.
  }

  /** Where the running cluster is; null for one of our own. */
  @Nullable Address pd() {
    if (pd == null) {
      return null;
    }
    try {
      return Address.parse(pd);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--pd: " + e.getMessage());
    }
  }

  Map<String, Long> pids() {
    return new LinkedHashMap<>(pids);
  }

  int stores() {
    return stores;
  }

  Path data() {
    return data;
  }

  /** One clear line, and nothing is started. */
  static void check(boolean condition, String message) {
    if (!condition) {
      throw new UsageException(message);
    }
  }
}
