package io.holdfast.bench.cli;

import static io.holdfast.bench.cli.ClusterOptions.check;

import io.holdfast.bench.hot.HotDriver;
import io.holdfast.bench.hot.HotOperation;
import io.holdfast.bench.hot.HotPlan;
import io.holdfast.bench.hot.HotReport;
import io.holdfast.cli.UsageException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code holdfast bench hot}. */
@Command(
    name = "hot",
    mixinStandardHelpOptions = true,
    description = {
      "Transactions on few keys that everybody wants (zipfian, theta 0.99) beside the same ones on"
          + " keys chosen evenly. Starts a placement driver and stores as processes and throws them"
          + " away at the end."
    },
    footer = {
      "",
      "Reading the table: 'retries' is how often an operation began again, 'locks met' how often"
          + " someone asked what became of the owner of a lock; 'p99 ratio' is what uneven keys"
          + " cost those who wait longest.",
      "",
      "Examples:",
      "  holdfast bench hot --op mix --clients 64",
      "  holdfast bench hot --op read,update,mix,transfer --clients 16,64 --out benchmarks/results"
    })
final class HotBenchCommand implements Callable<Integer> {
  private static final int CLIENTS_MAX = 1_024;
  private static final int KEYS_MIN = 1_000;
  private static final int KEYS_MAX = 10_000_000;
  private static final int VALUE_BYTES_MAX = 1 << 20;
  private static final int STORES_MAX = 9;
  private static final int REGIONS_MAX = 1_000;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--op",
      split = ",",
      paramLabel = "OP",
      description =
          "read, update (reads and writes a key), mix (half of each), transfer (two keys). Default:"
              + " mix,transfer.")
  private List<String> operations = List.of("mix", "transfer");

  @Option(
      names = "--clients",
      split = ",",
      paramLabel = "N",
      description = "Threads that each wait for their answer (default 64).")
  private List<Integer> clients = List.of(64);

  @Option(names = "--secs", paramLabel = "S", description = "Seconds a cell is measured (10).")
  private int seconds = 10;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description = "Operations of each cell before it is measured (default 10000).")
  private long warmUp = 10_000;

  @Option(names = "--keys", paramLabel = "N", description = "Keys loaded first (default 100000).")
  private int keys = 100_000;

  @Option(names = "--value-bytes", paramLabel = "N", description = "Bytes of a value (100).")
  private int valueBytes = 100;

  @Option(names = "--stores", paramLabel = "N", description = "Storage nodes, odd (default 3).")
  private int stores = 3;

  @Option(names = "--regions", paramLabel = "N", description = "Regions (default 3).")
  private int regions = 3;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Directory for the data while it lives (default: temporary).")
  private Path data = Path.of(System.getProperty("java.io.tmpdir"));

  @Option(names = "--out", paramLabel = "DIR", description = BenchOutput.OUT)
  private @Nullable Path out;

  @Override
  public Integer call() throws Exception {
    HotPlan plan = plan();
    BenchOutput output = BenchOutput.begin(spec);
    HotReport report = new HotDriver(plan, output.progress()).run();
    output.show(report.lines());
    output.keep(out, "hot", report::objects);
    return report.failed() == 0 ? 0 : 1;
  }

  private HotPlan plan() {
    for (int each : clients) {
      check(
          each > 0 && each <= CLIENTS_MAX,
          "--clients must be between 1 and " + CLIENTS_MAX + ", not " + each);
    }
    check(seconds > 0, "--secs must be positive, not " + seconds);
    check(warmUp >= 0, "--warm-up must not be negative, not " + warmUp);
    check(
        keys >= KEYS_MIN && keys <= KEYS_MAX,
        "--keys must be between " + KEYS_MIN + " and " + KEYS_MAX + ", not " + keys);
    check(
        valueBytes > 0 && valueBytes <= VALUE_BYTES_MAX,
        "--value-bytes must be between 1 and " + VALUE_BYTES_MAX + ", not " + valueBytes);
    check(
        stores > 0 && stores <= STORES_MAX && stores % 2 == 1,
        "--stores must be an odd number up to " + STORES_MAX + ", not " + stores);
    check(
        regions > 0 && regions <= REGIONS_MAX,
        "--regions must be between 1 and " + REGIONS_MAX + ", not " + regions);
    return new HotPlan(
        operations.stream().map(HotBenchCommand::operation).toList(),
        clients,
        Duration.ofSeconds(seconds),
        warmUp,
        keys,
        valueBytes,
        stores,
        regions,
        data);
  }

  private static HotOperation operation(String title) {
    try {
      return HotOperation.named(title);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--op: " + e.getMessage());
    }
  }
}
