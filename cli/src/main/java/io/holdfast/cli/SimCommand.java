package io.holdfast.cli;

import io.holdfast.runtime.node.SystemClock;
import io.holdfast.runtime.time.Clock;
import io.holdfast.simulation.seed.Seeds;
import io.holdfast.simulation.world.Profile;
import io.holdfast.simulation.world.SimulationFailure;
import io.holdfast.workload.seeds.SeedGoals;
import io.holdfast.workload.seeds.SeedPlan;
import io.holdfast.workload.seeds.SeedReport;
import io.holdfast.workload.seeds.SeedRun;
import io.holdfast.workload.seeds.Work;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code holdfast sim}: the whole cluster under simulated time and faults, seed by seed. */
@Command(
    name = "sim",
    mixinStandardHelpOptions = true,
    description = {
      "Runs placement driver, stores and clients in one thread under simulated time. A"
          + " nemesis",
      "kills nodes, cuts power, partitions the network, breaks disks and clocks; every sum and"
          + " every",
      "client's ledger is checked, and at the end all replicas must hold the same bytes. The same",
      "seed replays the same run. A failure prints the line that reproduces it."
    })
final class SimCommand implements Callable<Integer> {
  /** Which seeds. */
  static final class Which {
    @Option(names = "--seed", description = "One seed, decimal or 0x... as a failure prints it.")
    private @Nullable String seed;

    @Option(names = "--seeds", description = "Run this many seeds, beginning with --first.")
    private @Nullable Integer seeds;
  }

  @ArgGroup private @Nullable Which which;

  @Option(
      names = "--first",
      defaultValue = "1",
      description = "Number of the first seed of --seeds. Default: ${DEFAULT-VALUE}.")
  private long first;

  @Option(
      names = "--profile",
      defaultValue = "swarm",
      description = {
        "calm, swarm, powercut, partition, clock, cut (stores from stores only), storm (restarts),",
        "disk or clients. Default: ${DEFAULT-VALUE}."
      })
  private String profile = "swarm";

  @Option(
      names = "--workload",
      defaultValue = "bank",
      description = {
        "bank: transfers and sums. register: transactions of one key. raw: raw keys. append:",
        "transactions over lists. moves: the same while replicas and leaders move without pause.",
        "shelf: transactions on keys of one client each, which knows what it must see.",
        "sql: two SQL nodes with tellers, auditors and changes of tables. Default:",
        "${DEFAULT-VALUE}."
      })
  private String workload = "bank";

  @Option(
      names = "--threads",
      description = {
        "Seeds run at a time, each in a thread of its own. A seed does the same beside any others.",
        "Default: the number of processors."
      })
  private @Nullable Integer threads;

  @Option(
      names = "--streams",
      description = "Clients send short requests together on a stream to each store.")
  private boolean streams;

  @Option(
      names = "--leases",
      description = "Leaders answer reads alone while enough stores support theirs.")
  private boolean leases;

  private final Clock clock = new SystemClock();

  @Override
  public Integer call() {
    Profile chosen = chosenProfile();
    List<Long> seeds = chosenSeeds();
    PrintStream out = System.out;
    if (workload.equals("sql")) {
      if (streams || leases) {
        throw new UsageException("--streams and --leases: not with the workload sql");
      }
      SqlSeeds sql = new SqlSeeds(clock, out, chosenThreads());
      return sql.run(seeds, chosen) ? 0 : HoldfastMain.EXIT_FAILED;
    }
    Work work = chosenWork();
    List<SeedReport> reports = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    long[] seedNanos = new long[seeds.size()];
    long began = clock.nanos();
    new SeedSweep<>(clock, chosenThreads(), seed -> SeedRun.run(plan(seed, chosen, work)))
        .run(
            seeds,
            ended -> {
              seedNanos[ended.number() - 1] = ended.nanos();
              if (ended.failure() == null) {
                reports.add(Objects.requireNonNull(ended.report()));
              } else {
                failures.add(Seeds.print(ended.seed()));
              }
              tell(out, seeds.size(), ended);
            });
    return summary(out, chosen, reports, failures, seedNanos, clock.nanos() - began);
  }

  private SeedPlan plan(long seed, Profile profile, Work work) {
    SeedPlan plan = SeedPlan.of(seed, profile, work).withLeases(leases);
    return streams ? plan.withHabits(plan.habits().withStreaming()) : plan;
  }

  /** One line of a seed that has ended, and what broke it. */
  static void tell(PrintStream out, int count, SeedSweep.Ended<?> ended) {
    SimulationFailure failure = ended.failure();
    if (failure == null) {
      out.printf("%d/%d %s, %.1f s%n", ended.number(), count, ended.report(), ended.seconds());
    } else {
      out.printf("%d/%d seed %s FAILED%n", ended.number(), count, Seeds.print(ended.seed()));
      failure.printStackTrace(out);
    }
  }

  private int chosenThreads() {
    Integer chosen = threads;
    if (chosen != null && chosen < 1) {
      throw new UsageException("--threads: at least 1, not " + chosen);
    }
    return chosen == null ? Runtime.getRuntime().availableProcessors() : chosen;
  }

  private static int summary(
      PrintStream out,
      Profile profile,
      List<SeedReport> reports,
      List<String> failures,
      long[] seedNanos,
      long realNanos) {
    double real = realNanos / 1e9;
    double simulated = reports.stream().mapToDouble(SeedReport::simulatedSeconds).sum();
    Arrays.sort(seedNanos);
    List<String> missed = SeedGoals.missed(reports, profile.equals(Profile.SWARM));
    missed.forEach(line -> out.println("below the goal: " + line));
    out.printf(
        "%n%d seeds, %d failed %s; %.0f simulated seconds in %.0f s (%.0f per second), median %.1f"
            + " s a seed%n",
        seedNanos.length,
        failures.size(),
        failures,
        simulated,
        real,
        simulated / Math.max(real, 1e-9),
        seedNanos[seedNanos.length / 2] / 1e9);
    out.printf(
        "%d successes, %d sums, %d ledger checks, %d judged, %d splits, %d orders, %d faults, %d"
            + " lost bytes or names%n",
        reports.stream().mapToLong(SeedReport::committed).sum(),
        reports.stream().mapToLong(SeedReport::audits).sum(),
        reports.stream().mapToLong(SeedReport::ledgerChecks).sum(),
        reports.stream().mapToLong(SeedReport::judged).sum(),
        reports.stream().mapToLong(SeedReport::splits).sum(),
        reports.stream().mapToLong(SeedReport::orders).sum(),
        reports.stream().mapToLong(SeedReport::faultCount).sum(),
        reports.stream().mapToLong(SeedReport::lostBytes).sum());
    boolean passed = failures.isEmpty() && missed.isEmpty();
    out.println(passed ? "SIM PASSED" : "SIM FAILED");
    return passed ? 0 : HoldfastMain.EXIT_FAILED;
  }

  private Work chosenWork() {
    for (Work each : Work.values()) {
      if (each.word().equals(workload)) {
        return each;
      }
    }
    throw new UsageException(
        "--workload: bank, register, raw, append, moves, shelf or sql, not " + workload);
  }

  private Profile chosenProfile() {
    try {
      return Profile.named(profile);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--profile: " + e.getMessage());
    }
  }

  private List<Long> chosenSeeds() {
    Which asked = which;
    if (asked != null && asked.seed != null) {
      try {
        return List.of(Seeds.parse(asked.seed));
      } catch (IllegalArgumentException e) {
        throw new UsageException("--seed: " + e.getMessage());
      }
    }
    int count = asked == null ? 1 : Objects.requireNonNullElse(asked.seeds, 1);
    if (count < 1) {
      throw new UsageException("--seeds must be at least 1, not " + count);
    }
    List<Long> seeds = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      seeds.add(first + i);
    }
    return seeds;
  }
}
