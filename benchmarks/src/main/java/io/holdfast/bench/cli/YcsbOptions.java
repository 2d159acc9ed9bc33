package io.holdfast.bench.cli;

import static io.holdfast.bench.cli.ClusterOptions.check;

import io.holdfast.bench.ycsb.CoreWorkloadPreset;
import io.holdfast.bench.ycsb.YcsbPlan;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code ycsb load} and {@code ycsb run}, and their checks. */
final class YcsbOptions {
  private static final long RECORDS_DEFAULT = 100_000;
  private static final int THREADS_DEFAULT = 16;

  /** A thread is a thread of the operating system here. */
  private static final int THREADS_MAX = 2_048;

  private static final int WARM_UP_DIVISOR = 4;

  @Mixin private ClusterOptions cluster = new ClusterOptions();

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
      names = "--regions",
      paramLabel = "N",
      description = "Without --pd: regions to cut the records into (default 3).")
  private int regions = 3;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Also writes the report to this file, or dated into this directory.")
  private @Nullable Path out;

  @Nullable Path out() {
    return out;
  }

  YcsbPlan plan(YcsbPlan.Phase phase) {
    cluster.check();
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
        regions > 0 && regions <= YcsbPlan.REGIONS_MAX,
        "--regions must be between 1 and " + YcsbPlan.REGIONS_MAX + ", not " + regions);
    return new YcsbPlan(
        phase,
        workload,
        records,
        measured,
        warming,
        threads,
        !raw,
        cluster.pd(),
        cluster.stores(),
        regions,
        cluster.pids(),
        cluster.data());
  }
}
