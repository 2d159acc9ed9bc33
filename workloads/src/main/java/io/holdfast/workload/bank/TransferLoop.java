package io.holdfast.workload.bank;

import io.holdfast.client.Database;
import io.holdfast.client.error.ClientClosedException;
import io.holdfast.client.error.CommitUndeterminedException;
import io.holdfast.client.error.TxnException;
import io.holdfast.runtime.node.NodeRuntime;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * One client of the bank: transfers between two random accounts until told to stop. Runs on a
 * thread of its own that may block.
 *
 * <p>Every transfer also advances the client's own ledger by one. Nobody else writes it, so what
 * the next transfer finds there must be the last acknowledged number, or that of a later attempt
 * whose outcome the client never learned. Anything lower is a lost write or a stale read.
 */
public final class TransferLoop implements Runnable {
  private static final long AMOUNT_MAX = 50;

  private final String name;
  private final Bank bank;
  private final Database database;
  private final NodeRuntime runtime;
  private final Duration thinkTimeMax;
  private final RandomGenerator random;
  private final RegionBorders borders;
  private final BankFigures figures;
  private final BooleanSupplier stop;
  private long acknowledged;
  private long attempted;

  /** Pauses up to {@code thinkTimeMax} after each transfer; asks {@code stop} before each. */
  public TransferLoop(
      String name,
      Bank bank,
      Database database,
      NodeRuntime runtime,
      Duration thinkTimeMax,
      RandomGenerator random,
      RegionBorders borders,
      BankFigures figures,
      BooleanSupplier stop) {
    this.name = name;
    this.bank = bank;
    this.database = database;
    this.runtime = runtime;
    this.thinkTimeMax = thinkTimeMax;
    this.random = random;
    this.borders = borders;
    this.figures = figures;
    this.stop = stop;
  }

  @Override
  public void run() {
    long lastSuccess = runtime.clock().nanos();
    try {
      while (!stop.getAsBoolean()) {
        if (transferOnce()) {
          long now = runtime.clock().nanos();
          figures.recordGap(now - lastSuccess);
          lastSuccess = now;
        }
        think();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    figures.recordGap(runtime.clock().nanos() - lastSuccess);
  }

  private void think() throws InterruptedException {
    if (!thinkTimeMax.isZero()) {
      runtime.sleep(Duration.ofNanos(random.nextLong(thinkTimeMax.toNanos())));
    }
  }

  private boolean transferOnce() {
    int from = random.nextInt(bank.accounts());
    int to = (from + 1 + random.nextInt(bank.accounts() - 1)) % bank.accounts();
    long amount = 1 + random.nextLong(AMOUNT_MAX);
    try {
      long possible = Math.max(acknowledged, attempted);
      Bank.Receipt receipt =
          bank.transfer(database, name, from, to, amount, number -> attempted = number);
      checkLedger(receipt, possible);
      acknowledged = receipt.number();
      attempted = receipt.number();
      if (receipt.moved()) {
        figures.countCommitted(borders.separate(bank.key(from), bank.key(to)));
      } else {
        figures.countDeclined();
      }
      return true;
    } catch (CommitUndeterminedException e) {
      // The ledger may now hold any number up to the one attempted.
      figures.countUndetermined();
      return false;
    } catch (ClientClosedException e) {
      throw e;
    } catch (TxnException e) {
      figures.countFailed(e);
      return false;
    }
  }

  private void checkLedger(Bank.Receipt receipt, long possible) {
    long found = receipt.number() - 1;
    figures.countLedgerCheck();
    if (found < acknowledged || found > possible) {
      figures.recordViolation(
          "ledger of "
              + name
              + " showed "
              + found
              + " where "
              + acknowledged
              + " was acknowledged and "
              + possible
              + " attempted");
    }
  }
}
