package io.holdfast.cli;

import io.holdfast.cluster.sqlbank.SqlSeedPlan;
import io.holdfast.cluster.sqlbank.SqlSeedReport;
import io.holdfast.cluster.sqlbank.SqlSeedRun;
import io.holdfast.runtime.time.Clock;
import io.holdfast.simulation.seed.Seeds;
import io.holdfast.simulation.world.Profile;
import io.holdfast.simulation.world.SimulationFailure;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** {@code holdfast sim --workload sql}. */
final class SqlSeeds {
  private final Clock clock;
  private final PrintStream out;
  private final List<SqlSeedReport> reports = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  SqlSeeds(Clock clock, PrintStream out) {
    this.clock = clock;
    this.out = out;
  }

  /** Runs all; true when none has failed or done too little. */
  boolean run(List<Long> seeds, Profile profile) {
    long began = clock.nanos();
    for (int i = 0; i < seeds.size(); i++) {
      runOne(i + 1, seeds.size(), seeds.get(i), profile);
    }
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

  private void runOne(int number, int count, long seed, Profile profile) {
    long began = clock.nanos();
    try {
      SqlSeedReport report = SqlSeedRun.run(SqlSeedPlan.of(seed, profile));
      reports.add(report);
      out.printf("%d/%d %s, %.1f s%n", number, count, report, (clock.nanos() - began) / 1e9);
    } catch (SimulationFailure e) {
      failures.add(Seeds.print(seed));
      out.printf("%d/%d seed %s FAILED%n", number, count, Seeds.print(seed));
      e.printStackTrace(out);
    }
  }

  private long sum(ToLongFunction<SqlSeedReport> figure) {
    return reports.stream().mapToLong(figure).sum();
  }
}
