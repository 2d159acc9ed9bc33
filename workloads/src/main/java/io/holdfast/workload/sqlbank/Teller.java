package io.holdfast.workload.sqlbank;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.server.SqlResult;
import java.time.Duration;
import java.util.Objects;

/**
 * Transfers between two random accounts, each in one block together with an entry in the history
 * and the teller's own ledger. Nobody else writes that ledger: what the next transfer finds there
 * is the last acknowledged number, or that of an attempt whose outcome nobody knows.
 */
final class Teller extends Worker {
  private static final long AMOUNT_MAX = 50;
  private static final double WAITS = 0.3;
  private static final Duration WAIT_MAX = Duration.ofMillis(400);

  private final SqlBank bank;
  private final String level;
  private long acknowledged;
  private long possible;

  Teller(String name, String node, String level, Duration thinkTimeMax, SqlBank bank, Scene scene) {
    super(name, node, thinkTimeMax, scene);
    this.bank = bank;
    this.level = level;
  }

  @Override
  void step(Context context) throws InterruptedException {
    int from = context.random().nextInt(bank.accounts());
    int to = (from + 1 + context.random().nextInt(bank.accounts() - 1)) % bank.accounts();
    long amount = 1 + context.random().nextLong(AMOUNT_MAX);
    context.sql().execute("BEGIN ISOLATION LEVEL " + level);
    move(context, from, -amount);
    if (context.random().nextDouble() < WAITS) {
      context.pause(WAIT_MAX);
    }
    move(context, to, amount);
    String update = "UPDATE ledger SET number = number + 1 WHERE teller = '" + name() + "'";
    SqlResult ledger = context.query(update + " RETURNING number");
    expect("UPDATE 1", ledger);
    long number = Long.parseLong(Objects.requireNonNull(ledger.value()));
    expect(
        "INSERT 0 1",
        context.query(
            "INSERT INTO history (teller, number, source, target, amount) VALUES ('"
                + name()
                + "', "
                + number
                + ", "
                + from
                + ", "
                + to
                + ", "
                + amount
                + ")"));
    commit(context, number);
  }

  /** Either in the statement or, behind a row lock, in the client: both must not lose anything. */
  private void move(Context context, int account, long amount) {
    String where = " WHERE id = " + account;
    String newBalance = "balance + " + amount;
    if (context.random().nextBoolean()) {
      SqlResult row = context.query("SELECT balance FROM account" + where + " FOR UPDATE");
      expect("SELECT 1", row);
      newBalance = String.valueOf(Long.parseLong(Objects.requireNonNull(row.value())) + amount);
    }
    expect("UPDATE 1", context.query("UPDATE account SET balance = " + newBalance + where));
  }

  private void expect(String tag, SqlResult result) {
    if (!result.tag().equals(tag)) {
      figures().violation(name() + " was answered " + result.tag() + ", expected " + tag);
    }
  }

  private void commit(Context context, long number) {
    long possibleBefore = possible;
    possible = Math.max(possible, number); // From here on the node may die with it under way.
    try {
      expect("COMMIT", context.query("COMMIT"));
    } catch (SqlException e) {
      if (Outcome.of(e) == Outcome.NOTHING) {
        possible = possibleBefore;
      } else {
        figures().unknown++;
      }
      throw e;
    }
    long found = number - 1;
    figures().ledgerChecks++;
    if (found < acknowledged || found > possibleBefore) {
      figures()
          .violation(
              "ledger of "
                  + name()
                  + " showed "
                  + found
                  + " where "
                  + acknowledged
                  + " was acknowledged and "
                  + possibleBefore
                  + " possible");
    }
    acknowledged = number;
    possible = number;
    figures().transfers++;
  }
}
