package io.holdfast.cli;

import io.holdfast.runtime.time.Clock;
import io.holdfast.simulation.seed.Seeds;
import io.holdfast.simulation.world.Profile;
import io.holdfast.workload.sqlbank.SqlSeedPlan;
import io.holdfast.workload.sqlbank.SqlSeedReport;
import io.holdfast.workload.sqlbank.SqlSeedRun;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.ToLongFunction;

/** {@code holdfast sim --workload sql}. */
final class SqlSeeds {
  private final Clock clock;
  private final PrintStream out;
  private final int threads;
  private final List<SqlSeedReport> reports = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  SqlSeeds(Clock clock, PrintStream out, int threads) {
    this.clock = clock;
    this.out = out;
    this.threads = threads;
  }

  /** Runs all; true when none has failed or done too little. */
  boolean run(List<Long> seeds, Profile profile) {
    long began = clock.nanos();
    new SeedSweep<>(clock, threads, seed -> SqlSeedRun.run(SqlSeedPlan.of(seed, profile)))
        .run(
            seeds,
            ended -> {
              if (ended.failure() == null) {
                reports.add(Objects.requireNonNull(ended.report()));
              } else {
                failures.add(Seeds.print(ended.seed()));
              }
              SimCommand.tell(out, seeds.size(), ended);
            });
    List<String> missed = new ArrayList<>();
    reports.forEach(report -> missed.addAll(report.missed()));
    missed.forEach(line -> out.println("below the goal: " + line));
    double real = (clock.nanos() - began) / 1e9;
    double simulated = reports.stream().mapToDouble(SqlSeedReport::simulatedSeconds).sum();
    out.printf(
        "%n%d seeds, %d failed %s; %.0f simulated seconds in %.0f s (%.1f per second)%n",
        seeds.size(), failures.size(), failures, simulated, real, simulated / Math.max(real, 1e-9));
    out.printf(
        "%d transfers, %d audits, %d serializable, %d inserts, %d reads of %d times changed tables,"
            + " %d unknown, %d faults%n",
        sum(SqlSeedReport::transfers),
        sum(SqlSeedReport::audits),
        sum(SqlSeedReport::dutyChanges),
        sum(SqlSeedReport::inserts),
        sum(SqlSeedReport::tableReads),
        sum(SqlSeedReport::tableChanges),
        sum(SqlSeedReport::unknown),
        sum(SqlSeedReport::faultCount));
    boolean passed = failures.isEmpty() && missed.isEmpty();
    out.println(passed ? "SIM PASSED" : "SIM FAILED");
    return passed;
  }

  private long sum(ToLongFunction<SqlSeedReport> figure) {
    return reports.stream().mapToLong(figure).sum();
  }
}
