package io.holdfast.bench.cli;

import static io.holdfast.bench.cli.ClusterOptions.check;

import io.holdfast.bench.peer.PeerDriver;
import io.holdfast.bench.peer.PeerOperation;
import io.holdfast.bench.peer.PeerPlan;
import io.holdfast.bench.peer.PeerReport;
import io.holdfast.cli.UsageException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code holdfast bench peers}. */
@Command(
    name = "peers",
    mixinStandardHelpOptions = true,
    description = {
      "Put, get and scan on other systems beside ours: three durable replicas each, the same number"
          + " of clients, all systems in turn. What is not on this machine is left out, and the run"
          + " says how to get it.",
      "etcd and postgres must be installed; rheakv and ignite are fetched by Maven at the first"
          + " run, into benchmarks/peers/*/target."
    },
    footer = {
      "",
      "Reading the table: 'us' is processor time of all server processes for one operation, JIT and"
          + " GC apart; 'by ours' how many times as much that is as ours.",
      "",
      "Examples:",
      "  holdfast bench peers --system etcd,rheakv --op put,get",
      "  holdfast bench peers --clients 1,64 --rounds 5 --out benchmarks/results"
    })
final class PeersBenchCommand implements Callable<Integer> {
  private static final String OURS = "holdfast";
  private static final int CLIENTS_MAX = 256;
  private static final int KEYS_MIN = 1_000;
  private static final int KEYS_MAX = 10_000_000;
  private static final int VALUE_BYTES_MAX = 1 << 16;
  private static final int ROUNDS_MAX = 100;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--system",
      split = ",",
      paramLabel = "NAME",
      description = "etcd, rheakv, ignite, postgres (default: all); ours is always measured.")
  private List<String> systems = List.of();

  @Option(
      names = "--op",
      split = ",",
      paramLabel = "OP",
      description = "put, get (linearizable), scan (20 rows). Default: all.")
  private List<String> operations = List.of();

  @Option(
      names = "--clients",
      split = ",",
      paramLabel = "N",
      description = "Threads that each wait for their answer (default 64).")
  private List<Integer> clients = List.of(64);

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How often each system has its turn (default 3); the middle counts.")
  private int rounds = 3;

  @Option(names = "--secs", paramLabel = "S", description = "Seconds of a turn (default 10).")
  private int seconds = 10;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description = "Operations before the first turn of each (default 20000).")
  private long warmUp = 20_000;

  @Option(names = "--keys", paramLabel = "N", description = "Keys loaded first (default 20000).")
  private int keys = 20_000;

  @Option(names = "--value-bytes", paramLabel = "N", description = "Bytes of a value (100).")
  private int valueBytes = 100;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Directory for the data while it lives (default: temporary).")
  private Path data = Path.of(System.getProperty("java.io.tmpdir"));

  @Option(names = "--out", paramLabel = "DIR", description = BenchOutput.OUT)
  private @Nullable Path out;

  @Override
  public Integer call() throws Exception {
    PeerPlan plan = plan();
    BenchOutput output = BenchOutput.begin(spec);
    PeerReport report = new PeerDriver(plan, output.progress()).run();
    output.show(report.lines());
    output.keep(out, "peers", report::objects);
    return report.failed() == 0 ? 0 : 1;
  }

  private PeerPlan plan() {
    List<String> known = PeerDriver.names();
    List<String> chosen = new ArrayList<>(systems.isEmpty() ? known : systems);
    for (String each : chosen) {
      check(
          known.contains(each),
          "--system: no system '" + each + "'; there are " + String.join(", ", known));
    }
    if (!chosen.contains(OURS)) {
      chosen.add(OURS);
    }
    for (int each : clients) {
      check(
          each > 0 && each <= CLIENTS_MAX,
          "--clients must be between 1 and " + CLIENTS_MAX + ", not " + each);
    }
    check(
        rounds > 0 && rounds <= ROUNDS_MAX,
        "--rounds must be between 1 and " + ROUNDS_MAX + ", not " + rounds);
    check(seconds > 0, "--secs must be positive, not " + seconds);
    check(warmUp >= 0, "--warm-up must not be negative, not " + warmUp);
    check(
        keys >= KEYS_MIN && keys <= KEYS_MAX,
        "--keys must be between " + KEYS_MIN + " and " + KEYS_MAX + ", not " + keys);
    check(
        valueBytes > 0 && valueBytes <= VALUE_BYTES_MAX,
        "--value-bytes must be between 1 and " + VALUE_BYTES_MAX + ", not " + valueBytes);
    return new PeerPlan(
        chosen,
        operations.isEmpty()
            ? List.of(PeerOperation.values())
            : operations.stream().map(PeersBenchCommand::operation).toList(),
        clients,
        Duration.ofSeconds(seconds),
        warmUp,
        keys,
        valueBytes,
        rounds,
        Homes.sources(),
        data);
  }

  private static PeerOperation operation(String title) {
    try {
      return PeerOperation.named(title);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--op: " + e.getMessage());
    }
  }
}
