package io.holdfast.bench.cli;

import static io.holdfast.bench.cli.ClusterOptions.check;

import io.holdfast.bench.micro.MicroPlan;
import io.holdfast.bench.micro.Operation;
import io.holdfast.bench.micro.Shape;
import io.holdfast.cli.UsageException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code bench micro}, and their checks. */
final class MicroOptions {
  private static final int CONCURRENT_MAX = 4_096;
  private static final int KEYS_MIN = 1_000;
  private static final int KEYS_MAX = 100_000_000;
  private static final int VALUE_BYTES_MAX = 1 << 20;
  private static final int REGIONS_MAX = 10_000;

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Option(
      names = "--op",
      split = ",",
      paramLabel = "OP",
      description = "get, put, scan, batch, txn-get, txn-put, transfer (default get,put).")
  private List<String> operations = List.of("get", "put");

  @Option(
      names = "--clients",
      split = ",",
      paramLabel = "N",
      description = "Threads that each wait for their answer (default 64).")
  private List<Integer> clients = new ArrayList<>();

  @Option(
      names = "--outstanding",
      split = ",",
      paramLabel = "N",
      description = "Operations under way at a time without a thread each.")
  private List<Integer> outstanding = new ArrayList<>();

  @Option(names = "--secs", paramLabel = "S", description = "Seconds a cell is measured (10).")
  private int seconds = 10;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description = "Operations of each cell before it is measured (default 50000).")
  private long warmUp = 50_000;

  @Option(
      names = "--mode",
      paramLabel = "raw|txn",
      description = "How get, put, scan and batch are done (default raw).")
  private String mode = "raw";

  @Option(names = "--keys", paramLabel = "N", description = "Keys loaded first (default 100000).")
  private int keys = 100_000;

  @Option(names = "--value-bytes", paramLabel = "N", description = "Bytes of a value (100).")
  private int valueBytes = 100;

  @Option(names = "--regions", paramLabel = "N", description = "Without --pd: regions (default 3).")
  private int regions = 3;

  @Option(
      names = "--no-streams",
      description = "Our client sends each request as a call of its own, not short ones together.")
  private boolean callEach;

  @Option(
      names = "--lease-reads",
      description = "Without --pd: stores answer reads without asking a quorum.")
  private boolean leaseReads;

  @Option(
      names = "--no-limits",
      description = "Leaves the limits of the machine out: shorter, and without ratios.")
  private boolean noLimits;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Also writes a dated file into this directory, one JSON object a line.")
  private @Nullable Path out;

  @Nullable Path out() {
    return out;
  }

  MicroPlan plan() {
    cluster.check();
    check(seconds > 0, "--secs must be positive, not " + seconds);
    check(warmUp >= 0, "--warm-up must not be negative, not " + warmUp);
    check(mode.equals("raw") || mode.equals("txn"), "--mode is raw or txn, not '" + mode + "'");
    check(
        keys >= KEYS_MIN && keys <= KEYS_MAX,
        "--keys must be between " + KEYS_MIN + " and " + KEYS_MAX + ", not " + keys);
    check(
        valueBytes > 0 && valueBytes <= VALUE_BYTES_MAX,
        "--value-bytes must be between 1 and " + VALUE_BYTES_MAX + ", not " + valueBytes);
    check(
        regions > 0 && regions <= Math.min(REGIONS_MAX, keys),
        "--regions must be between 1 and " + REGIONS_MAX + ", not " + regions);
    boolean transactional = mode.equals("txn");
    List<Operation> chosen = operations.stream().map(MicroOptions::operation).toList();
    check(
        cluster.pd() == null
            || chosen.stream().allMatch(o -> o.needsTransactions() == transactional)
            || transactional,
        "a running cluster has one kind of keys: with --pd say --mode txn, or only raw operations");
    return new MicroPlan(
        chosen,
        shapes(),
        transactional,
        Duration.ofSeconds(seconds),
        warmUp,
        keys,
        valueBytes,
        cluster.pd(),
        cluster.stores(),
        regions,
        cluster.pids(),
        !callEach,
        leaseReads,
        !noLimits,
        cluster.data());
  }

  private List<Shape> shapes() {
    List<Shape> shapes = new ArrayList<>();
    List<Integer> threads = clients.isEmpty() && outstanding.isEmpty() ? List.of(64) : clients;
    for (int count : threads) {
      shapes.add(shape("--clients", count, true));
    }
    for (int count : outstanding) {
      shapes.add(shape("--outstanding", count, false));
    }
    return shapes;
  }

  private static Shape shape(String option, int count, boolean threads) {
    check(
        count > 0 && count <= CONCURRENT_MAX,
        option + " must be between 1 and " + CONCURRENT_MAX + ", not " + count);
    return new Shape(count, threads);
  }

  private static Operation operation(String title) {
    try {
      return Operation.named(title);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--op: " + e.getMessage());
    }
  }
}
