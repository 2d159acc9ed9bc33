package io.holdfast.workload.sqlbank;

import io.holdfast.simulation.seed.Seeds;
import java.util.ArrayList;
import java.util.List;

/** What every run must have done to count as proof. */
final class SqlSeedGoals {
  private static final long TRANSFERS_MIN = 150;
  private static final long AUDITS_MIN = 20;
  private static final long DUTY_CHANGES_MIN = 20;
  private static final long INSERTS_MIN = 50;
  private static final long TABLE_READS_MIN = 20;
  private static final long TABLE_CHANGES_MIN = 10;

  private SqlSeedGoals() {}

  static List<String> missed(SqlSeedReport report) {
    List<String> missed = new ArrayList<>();
    need(missed, report, "transfers", report.transfers(), TRANSFERS_MIN);
    need(missed, report, "audits", report.audits(), AUDITS_MIN);
    need(missed, report, "serializable", report.dutyChanges(), DUTY_CHANGES_MIN);
    need(missed, report, "inserts", report.inserts(), INSERTS_MIN);
    need(missed, report, "reads of changed tables", report.tableReads(), TABLE_READS_MIN);
    need(missed, report, "changes of tables", report.tableChanges(), TABLE_CHANGES_MIN);
    need(missed, report, "compared digests", report.comparisons(), 1);
    return missed;
  }

  private static void need(
      List<String> missed, SqlSeedReport report, String what, long seen, long wanted) {
    if (seen < wanted) {
      missed.add(
          String.format(
              "seed %s: %s %d, wanted %d", Seeds.print(report.seed()), what, seen, wanted));
    }
  }
}
