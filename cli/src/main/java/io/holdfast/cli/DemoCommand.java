package io.holdfast.cli;

import io.holdfast.cli.demo.Demo;
import io.holdfast.cli.demo.DemoCheck;
import io.holdfast.cli.demo.DemoPlan;
import io.holdfast.cli.demo.LongRead;
import io.holdfast.cli.demo.LongReadPlan;
import io.holdfast.cli.demo.LostLog;
import io.holdfast.cli.demo.PausedLeader;
import io.holdfast.cli.demo.PlannedStop;
import io.holdfast.cli.demo.Rejoin;
import io.holdfast.cli.demo.RejoinPlan;
import io.holdfast.cluster.Cluster;
import io.holdfast.cluster.LocalCluster;
import io.holdfast.cluster.LocalClusterOptions;
import io.holdfast.cluster.ProcessCluster;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.store.server.StoreConfig.Limits;
import io.holdfast.store.server.StoreConfig.LogBytes;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code holdfast demo}: the main job, with every check printed. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a placement driver and three stores, and moves money between accounts in several",
      "regions while the store that leads most of them is killed and comes back, twice, and a",
      "region splits. Every snapshot must show the exact sum; at the end the replicas must hold",
      "the same bytes. Exit code 0 when every check ran and held.",
      "",
      "With --scenario rejoin a store is away under full write load, and must be equal to its"
          + " peers",
      "within a minute of its return while the writes go on.",
      "With --scenario stop each store in turn is stopped as an operator stops it; nothing may"
          + " fail",
      "and no client wait longer than 100 ms.",
      "With --scenario lostlog (always processes) a store has lost its log when it comes back; it",
      "must refuse to serve, and every acknowledged write be there.",
      "With --scenario longread a region of a million raw keys is scanned and digested as a whole,",
      "again and again, while single keys of other regions of that store are read: those reads"
          + " must",
      "not take three times longer than in the quiet, and no leader may move.",
      "With --scenario pause (always processes) the store that leads most stands still (SIGSTOP)",
      "for 1 to 30 s, again and again, while others are elected; it is asked meanwhile and goes",
      "on. The histories of all registers must be linearizable."
    })
final class DemoCommand implements Callable<Integer> {
  private static final int SECONDS_MIN = 10;
  private static final int LOG_KEPT_MIB_MAX = 1024;

  @Option(
      names = "--processes",
      description = "Run every node as a process of its own, and kill with SIGKILL.")
  private boolean processes;

  @Option(
      names = "--seconds",
      defaultValue = "60",
      description = "Length of the load, at least 10. Default: ${DEFAULT-VALUE}.")
  private int seconds;

  /** The stories that can be told. */
  enum Scenario {
    BANK,
    REJOIN,
    STOP,
    LOSTLOG,
    LONGREAD,
    PAUSE
  }

  @Option(
      names = "--pauses",
      defaultValue = "10",
      description = "pause: how many. A pause takes some 20 s. Default: ${DEFAULT-VALUE}.")
  private int pauses = 10;

  @Option(
      names = "--lease-reads",
      description = "Whether leaders answer reads under leases: on or off. Default: as stores do.")
  private @Nullable String leaseReads;

  @Option(
      names = "--scenario",
      defaultValue = "bank",
      description = "One of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Scenario scenario = Scenario.BANK;

  @Option(
      names = "--away",
      defaultValue = "2m",
      description = "rejoin: how long the store is away, as 90s or 2m. Default: ${DEFAULT-VALUE}.")
  private String away = "2m";

  @Option(
      names = "--log-kept",
      paramLabel = "MIB",
      description = {
        "rejoin: log that a region keeps for a store that is away. A small one makes sure that the",
        "store needs snapshots when it is back. Default: as stores have it."
      })
  private @Nullable Integer logKeptMib;

  @Override
  public Integer call() throws InterruptedException {
    if (seconds < SECONDS_MIN) {
      throw new UsageException("--seconds must be at least " + SECONDS_MIN + ", not " + seconds);
    }
    PrintStream out = System.out;
    DemoPlan plan = DemoPlan.standard().lasting(Duration.ofSeconds(seconds));
    RejoinPlan rejoin = RejoinPlan.standard().away(duration(away));
    if (pauses < 1) {
      throw new UsageException("--pauses must be at least 1, not " + pauses);
    }
    if (leaseReads != null && !leaseReads.equals("on") && !leaseReads.equals("off")) {
      throw new UsageException("--lease-reads is on or off, not " + leaseReads);
    }
    if (leaseReads != null && !processes && !needsProcesses()) {
      throw new UsageException("--lease-reads is a setting of processes: add --processes");
    }
    if (logKeptMib != null && (logKeptMib < 1 || logKeptMib > LOG_KEPT_MIB_MAX)) {
      throw new UsageException(
          "--log-kept is 1 to " + LOG_KEPT_MIB_MAX + " MiB, not " + logKeptMib);
    }
    out.println(
        "Starting a placement driver and three stores "
            + (processes || needsProcesses() ? "as processes ..." : "in this JVM ..."));
    List<DemoCheck> checks;
    if (needsProcesses()) {
      try (ProcessCluster cluster = startProcesses()) {
        checks =
            scenario == Scenario.LOSTLOG
                ? new LostLog(cluster, out).run()
                : new PausedLeader(cluster, pauses, out).run();
        return report(checks, out);
      }
    }
    try (Cluster cluster = processes ? startProcesses() : startLocal()) {
      checks =
          switch (scenario) {
            case BANK -> new Demo(cluster, plan, out).run();
            case REJOIN -> new Rejoin(cluster, rejoin, out).run();
            case STOP -> new PlannedStop(cluster, out).run();
            case LOSTLOG, PAUSE -> throw new IllegalStateException("needs processes");
            case LONGREAD -> new LongRead(cluster, LongReadPlan.standard(), out).run();
          };
    }
    return report(checks, out);
  }

  private boolean needsProcesses() {
    return scenario == Scenario.LOSTLOG || scenario == Scenario.PAUSE;
  }

  private static int report(List<DemoCheck> checks, PrintStream out) {
    out.println();
    checks.forEach(out::println);
    boolean passed = checks.stream().allMatch(DemoCheck::passed);
    out.println();
    out.println(passed ? "DEMO PASSED" : "DEMO FAILED");
    return passed ? 0 : HoldfastMain.EXIT_FAILED;
  }

  private static Duration duration(String text) {
    long unit =
        switch (text.isEmpty() ? ' ' : text.charAt(text.length() - 1)) {
          case 's' -> 1;
          case 'm' -> 60;
          default -> 0;
        };
    String number = text.substring(0, Math.max(0, text.length() - 1));
    if (unit == 0 || !number.matches("[1-9][0-9]{0,4}")) {
      throw new UsageException("--away is a time like 30s or 2m, not \"" + text + "\"");
    }
    return Duration.ofSeconds(unit * Long.parseLong(number));
  }

  private ProcessCluster startProcesses() {
    List<String> settings = new ArrayList<>();
    if (logKeptMib != null) {
      settings.add("log-kept-silent-mib = " + logKeptMib);
    }
    if (leaseReads != null) {
      settings.add("lease-reads = \"" + leaseReads + "\"");
    }
    boolean raw = scenario == Scenario.LONGREAD || scenario == Scenario.PAUSE;
    return ProcessCluster.start(3, raw ? "raw" : "txn", settings);
  }

  private Cluster startLocal() {
    LocalClusterOptions options = LocalClusterOptions.defaults();
    if (scenario == Scenario.LONGREAD) {
      options = options.withKeyMode(KeyMode.V1_RAW);
    }
    if (logKeptMib != null) {
      Limits limits = options.storeLimits();
      LogBytes usual = limits.logBytes();
      options =
          options.withStoreLimits(
              limits.withLogBytes(usual.withSilentMax((long) logKeptMib << 20)));
    }
    return LocalCluster.start(options);
  }
}
