package io.holdfast.workload.sqlbank;

import io.holdfast.sql.server.SqlResult;
import java.time.Duration;

/** Looks at the whole bank in one snapshot after another and checks what must hold. */
final class Auditor extends Worker {
  private static final String SUM = "SELECT count(*), sum(balance) FROM account";
  private static final String LEDGER = "SELECT teller, number FROM ledger ORDER BY teller";
  private static final String HISTORY =
      "SELECT teller, count(*), count(DISTINCT number), max(number) FROM history"
          + " GROUP BY teller ORDER BY teller";
  private static final String LATE =
      "SELECT l.teller, l.number, count(h.number) FROM ledger AS l"
          + " LEFT JOIN history AS h ON h.teller = l.teller GROUP BY l.teller, l.number"
          + " HAVING l.number <> count(h.number)";
  private static final String NOBODY =
      "SELECT pair FROM duty GROUP BY pair HAVING sum(on_duty) < 1 OR count(*) <> "
          + SqlBank.DOCTORS;
  private static final Duration BETWEEN_MAX = Duration.ofMillis(300);

  private final SqlBank bank;

  Auditor(String name, String node, Duration thinkTimeMax, SqlBank bank, Scene scene) {
    super(name, node, thinkTimeMax, scene);
    this.bank = bank;
  }

  @Override
  void step(Context context) throws InterruptedException {
    switch (context.random().nextInt(4)) {
      case 0 -> bank.checkSum(context.query(SUM)).forEach(figures()::violation);
      case 1 -> twice(context);
      case 2 -> books(context);
      default -> {
        empty("a ledger that differs from its history", context.query(LATE));
        empty("a pair with nobody on duty", context.query(NOBODY));
      }
    }
    figures().audits++;
  }

  private void empty(String what, SqlResult result) {
    if (!result.rows().isEmpty()) {
      figures().violation("a statement showed " + what + ": " + result.rows());
    }
  }

  private void twice(Context context) throws InterruptedException {
    context.sql().execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    SqlResult first = context.query(SUM);
    context.pause(BETWEEN_MAX);
    SqlResult second = context.query(SUM);
    context.sql().execute("COMMIT");
    bank.checkSum(first).forEach(figures()::violation);
    if (!second.rows().equals(first.rows())) {
      figures()
          .violation(
              "one REPEATABLE READ transaction showed " + first.rows() + ", " + second.rows());
    }
  }

  private void books(Context context) throws InterruptedException {
    context.sql().execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
    SqlResult ledger = context.query(LEDGER);
    context.pause(BETWEEN_MAX);
    SqlResult history = context.query(HISTORY);
    context.sql().execute("COMMIT");
    bank.checkHistory(ledger, history).forEach(figures()::violation);
  }
}
