package io.holdfast.workload.seeds;

import io.holdfast.simulation.seed.Seeds;
import java.util.ArrayList;
import java.util.List;

/** What every run must have seen to count as proof; a calm run needs no faults. */
public final class SeedGoals {
  private static final long SECONDS_MIN = 120;
  private static final long COMMITTED_MIN = 500;
  private static final long SHORT_SECONDS_MIN = 30;
  private static final long SHORT_COMMITTED_MIN = 200;
  private static final long SPLITS_MIN = 1;
  private static final long FAULTS_MIN = 5;
  private static final int FAULT_KINDS_MIN = 3;

  /** A crash that loses nothing is luck once, not five times. */
  private static final int RUNS_THAT_MUST_LOSE_BYTES = 5;

  private SeedGoals() {}

  /** What one run falls short of; empty when it is enough. */
  public static List<String> missed(SeedReport report, boolean swarm) {
    List<String> missed = new ArrayList<>();
    boolean bank = report.work() == Work.BANK;
    need(
        missed,
        report,
        "simulated seconds",
        (long) report.simulatedSeconds(),
        bank ? SECONDS_MIN : SHORT_SECONDS_MIN);
    need(
        missed,
        report,
        "successes",
        report.committed(),
        bank ? COMMITTED_MIN : SHORT_COMMITTED_MIN);
    need(missed, report, "splits", report.splits(), SPLITS_MIN);
    if (bank) {
      need(missed, report, "checked sums", report.audits(), 1);
    } else {
      need(missed, report, "judged operations", report.judged(), SHORT_COMMITTED_MIN);
    }
    need(missed, report, "compared digests", report.comparisons(), 1);
    if (swarm) {
      need(missed, report, "faults", report.faultCount(), FAULTS_MIN);
      need(missed, report, "kinds of fault", report.faultKinds(), FAULT_KINDS_MIN);
      if (bank) { // A short run need not see everything.
        need(missed, report, "crashes that may lose bytes", report.crashes(), 1);
        need(missed, report, "partitions", report.partitions(), 1);
      }
    }
    return missed;
  }

  /** What all runs together fall short of: in a swarm, some crash must really have lost bytes. */
  public static List<String> missed(List<SeedReport> reports, boolean swarm) {
    List<String> missed = new ArrayList<>();
    long lost = 0;
    for (SeedReport report : reports) {
      missed.addAll(missed(report, swarm));
      lost += report.lostBytes();
    }
    if (swarm && lost == 0 && reports.size() >= RUNS_THAT_MUST_LOSE_BYTES) {
      missed.add("no crash of " + reports.size() + " seeds lost a byte");
    }
    return missed;
  }

  private static void need(
      List<String> missed, SeedReport report, String what, long seen, long wanted) {
    if (seen < wanted) {
      missed.add(
          String.format(
              "seed %s: %s %d, wanted %d", Seeds.print(report.seed()), what, seen, wanted));
    }
  }
}
