package io.holdfast.bench.cli;

import io.holdfast.bench.ycsb.CoreWorkloadPreset;
import io.holdfast.bench.ycsb.YcsbPlan;
import io.holdfast.cli.UsageException;
import io.holdfast.runtime.net.Address;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code ycsb load} and {@code ycsb run}, and their checks. */
final class YcsbOptions {
  private static final long RECORDS_DEFAULT = 100_000;
  private static final int THREADS_DEFAULT = 16;

  /** A thread is a thread of the operating system here. */
  private static final int THREADS_MAX = 2_048;

  private static final int STORES_MAX = 9;
  private static final int WARM_UP_DIVISOR = 4;

  @Option(
      names = "--workload",
      required = true,
      paramLabel = "a..f",
      description = "Core workload: ${COMPLETION-CANDIDATES}, upper or lower case.")
  private CoreWorkloadPreset workload = CoreWorkloadPreset.A;

  @Option(
      names = "--records",
      paramLabel = "N",
      description = "Records to load, or that are there (default 100000).")
  private long records = RECORDS_DEFAULT;

  @Option(
      names = "--operations",
      paramLabel = "N",
      description = "Operations to measure (default: as many as records).")
  private @Nullable Long operations;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description = "Operations before the measured ones (default: a quarter of them).")
  private @Nullable Long warmUp;

  @Option(names = "--threads", paramLabel = "N", description = "Client threads (default 16).")
  private int threads = THREADS_DEFAULT;

  @Option(names = "--raw", description = "Through the raw key-value interface.")
  private boolean raw;

  @Option(names = "--txn", description = "Through transactions (the default).")
  private boolean txn;

  @Option(
      names = "--pd",
      paramLabel = "HOST:PORT",
      description = "Placement driver of a running cluster; its records stay.")
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
      names = "--regions",
      paramLabel = "N",
      description = "Without --pd: regions to cut the records into (default 3).")
  private int regions = 3;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Without --pd: directory for the data while it lives (default: temporary).")
  private Path data = Path.of(System.getProperty("java.io.tmpdir"));

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Also writes the report to this file, or dated into this directory.")
  private @Nullable Path out;

  @Nullable Path out() {
    return out;
  }

  YcsbPlan plan(YcsbPlan.Phase phase) {
    check(!(raw && txn), "--raw and --txn exclude each other");
    check(records > 0, "--records must be positive, not " + records);
    long measured = operations == null ? records : operations;
    check(measured > 0, "--operations must be positive, not " + measured);
    long warming = warmUp == null ? measured / WARM_UP_DIVISOR : warmUp;
    check(warming >= 0, "--warm-up must not be negative, not " + warming);
    check(
        threads > 0 && threads <= THREADS_MAX,
        "--threads must be between 1 and " + THREADS_MAX + ", not " + threads);
    check(
        stores > 0 && stores <= STORES_MAX && stores % 2 == 1,
        "--stores must be an odd number up to " + STORES_MAX + ", not " + stores);
    check(
        regions > 0 && regions <= YcsbPlan.REGIONS_MAX,
        "--regions must be between 1 and " + YcsbPlan.REGIONS_MAX + ", not " + regions);
    check(pids.isEmpty() || pd != null, "--pid needs --pd: own processes are known");
    for (Map.Entry<String, Long> each : pids.entrySet()) {
      check(
          ProcessHandle.of(each.getValue()).isPresent(),
          "--pid " + each.getKey() + ": no process " + each.getValue());
    }
    return new YcsbPlan(
        phase,
        workload,
        records,
        measured,
        warming,
        threads,
        !raw,
        pd == null ? null : address(pd),
        stores,
        regions,
        new LinkedHashMap<>(pids),
        data);
  }

  private static Address address(String text) {
    try {
      return Address.parse(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--pd: " + e.getMessage());
    }
  }

  private static void check(boolean condition, String message) {
    if (!condition) {
      throw new UsageException(message);
    }
  }
}
