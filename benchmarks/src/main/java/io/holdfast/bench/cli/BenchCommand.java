package io.holdfast.bench.cli;

import io.holdfast.bench.life.ColdDriver;
import io.holdfast.bench.life.ColdResult;
import io.holdfast.bench.life.FailoverDriver;
import io.holdfast.bench.life.IdleDriver;
import io.holdfast.bench.micro.MicroDriver;
import io.holdfast.bench.micro.MicroPlan;
import io.holdfast.bench.micro.MicroReport;
import io.holdfast.bench.report.HtmlReport;
import io.holdfast.bench.report.ResultLines;
import io.holdfast.cli.UsageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code holdfast bench}: what things cost, beside what they must cost on this machine. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    subcommands = {SqlBenchCommand.class, HotBenchCommand.class, PeersBenchCommand.class},
    description = {
      "What single operations cost, in processor time of all servers, beside the limits of the",
      "machine measured in the same run. Seconds depend on who else uses the machine; processor",
      "time and allocation hardly do."
    },
    footer = {
      "",
      "Examples:",
      "  holdfast bench micro --op get,put --clients 1,64",
      "  holdfast bench micro --op get,put --clients 64 --outstanding 512 --out benchmarks/results",
      "  holdfast bench micro --op txn-get,txn-put,transfer --clients 64 --secs 20",
      "  holdfast bench idle --regions 1000 --out benchmarks/results",
      "  holdfast bench failover --tries 10",
      "  holdfast bench cold --tries 5",
      "  holdfast bench sql --op point,insert --connections 1,64",
      "  holdfast bench hot --op mix,transfer",
      "  holdfast bench peers --system etcd,rheakv",
      "  holdfast bench report --out report.html"
    })
final class BenchCommand implements Runnable {
  private static final int IDLE_REGIONS = 1_000;
  private static final int IDLE_REGIONS_MAX = 100_000;
  private static final int IDLE_SECONDS = 20;
  private static final int FAILOVER_TRIES = 10;
  private static final int COLD_TRIES = 5;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    throw new UsageException(
        "bench: say 'micro', 'sql', 'hot', 'peers', 'idle', 'failover', 'cold' or 'report' (see"
            + " 'holdfast bench --help')");
  }

  @Command(
      name = "micro",
      mixinStandardHelpOptions = true,
      description = {
        "One operation at a time, in each shape of load that is asked for.",
        "Without --pd a placement driver and stores are started as processes of their own and"
            + " thrown away at the end, one cluster for raw keys and one for transactions."
      },
      footer = {
        "",
        "Reading the table: 'us' is processor time of all servers for one operation, JIT and GC",
        "apart; 'B' is what the stores allocated for it; 'ratio' is 'us' by the limit, which is a",
        "server of the same protocol with one look-up in RocksDB and nothing else (gets), or Raft,",
        "log and engine of three replicas on one thread without a network (puts)."
      })
  int micro(@Mixin MicroOptions options) throws Exception {
    MicroPlan plan = options.plan();
    BenchOutput output = BenchOutput.begin(spec);
    MicroReport report = new MicroDriver(plan, output.progress()).run();
    output.show(report.lines());
    output.keep(options.out(), "micro", report::objects);
    return report.failed() == 0 ? 0 : 1;
  }

  @Command(
      name = "idle",
      mixinStandardHelpOptions = true,
      description = {
        "Regions that nobody reads or writes: share of one core and messages between stores.",
        "Starts a placement driver and three stores as processes and throws them away at the end."
      })
  int idle(
      @Option(names = "--regions", paramLabel = "N", description = "Regions (default 1000).")
          @Nullable Integer regions,
      @Option(names = "--secs", paramLabel = "S", description = "Seconds measured (default 20).")
          @Nullable Integer seconds,
      @Option(names = "--out", paramLabel = "DIR", description = BenchOutput.OUT)
          @Nullable Path target)
      throws Exception {
    int count = regions == null ? IDLE_REGIONS : regions;
    int length = seconds == null ? IDLE_SECONDS : seconds;
    ClusterOptions.check(
        count > 0 && count <= IDLE_REGIONS_MAX,
        "--regions must be between 1 and " + IDLE_REGIONS_MAX + ", not " + count);
    ClusterOptions.check(length > 0, "--secs must be positive, not " + length);
    BenchOutput output = BenchOutput.begin(spec);
    IdleDriver.Result result =
        new IdleDriver(count, Duration.ofSeconds(length), temporary(), output.progress()).run();
    output.show(result.lines());
    output.keep(target, "idle", conditions -> List.of(result.object(conditions)));
    return 0;
  }

  @Command(
      name = "failover",
      mixinStandardHelpOptions = true,
      description = {
        "Kills the store that leads most with SIGKILL, again and again, while clients write to all"
            + " regions: the longest wait of a write.",
        "Starts a placement driver and three stores as processes and throws them away at the end."
      })
  int failover(
      @Option(names = "--tries", paramLabel = "N", description = "Kills (default 10).")
          @Nullable Integer tries,
      @Option(names = "--out", paramLabel = "DIR", description = BenchOutput.OUT)
          @Nullable Path target)
      throws Exception {
    int count = tries == null ? FAILOVER_TRIES : tries;
    ClusterOptions.check(count > 0, "--tries must be positive, not " + count);
    BenchOutput output = BenchOutput.begin(spec);
    FailoverDriver.Result result = new FailoverDriver(count, output.progress()).run();
    output.show(result.lines());
    output.keep(target, "failover", conditions -> List.of(result.object(conditions)));
    return result.failed() == 0 ? 0 : 1;
  }

  @Command(
      name = "cold",
      mixinStandardHelpOptions = true,
      description = {
        "Starts a placement driver and three stores at the same moment, with nothing on their"
            + " disks: how long until a write is acknowledged, and until one is with three"
            + " replicas.",
        "Where this Java runs with an archive of classes (scripts/holdfast makes one at each"
            + " build), each try is made with it and without."
      })
  int cold(
      @Option(names = "--tries", paramLabel = "N", description = "Starts of each kind (default 5).")
          @Nullable Integer tries,
      @Option(names = "--out", paramLabel = "DIR", description = BenchOutput.OUT)
          @Nullable Path target)
      throws Exception {
    int count = tries == null ? COLD_TRIES : tries;
    ClusterOptions.check(count > 0, "--tries must be positive, not " + count);
    BenchOutput output = BenchOutput.begin(spec);
    List<ColdResult> results = new ColdDriver(count, temporary(), output.progress()).run();
    output.show(results.stream().map(ColdResult::line).toList());
    output.keep(
        target,
        "cold",
        conditions -> results.stream().map(result -> result.object(conditions)).toList());
    return 0;
  }

  @Command(
      name = "report",
      mixinStandardHelpOptions = true,
      description = "One HTML page of all results in a directory; needs no network.")
  int report(
      @Parameters(
              arity = "0..1",
              paramLabel = "DIR",
              description = "Where the results lie (default benchmarks/results).")
          @Nullable Path directory,
      @Option(names = "--out", paramLabel = "FILE", description = "The page (default report.html).")
          @Nullable Path file)
      throws IOException {
    Path from = directory == null ? Homes.sources().resolve("benchmarks/results") : directory;
    ClusterOptions.check(Files.isDirectory(from), "no directory " + from);
    Path page = file == null ? Path.of("report.html") : file;
    Files.writeString(page, HtmlReport.page(ResultLines.read(from)), StandardCharsets.UTF_8);
    PrintWriter out = spec().commandLine().getOut();
    out.println("written to " + page.toAbsolutePath());
    out.flush();
    return 0;
  }

  private static Path temporary() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  private CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("not started by picocli");
    }
    return spec;
  }
}
