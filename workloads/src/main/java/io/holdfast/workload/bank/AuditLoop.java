package io.holdfast.workload.bank;

import io.holdfast.client.Database;
import io.holdfast.client.error.ClientClosedException;
import io.holdfast.client.error.TxnException;
import io.holdfast.runtime.node.NodeRuntime;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Adds up all accounts in one snapshot after another until told to stop, and checks each sum. */
public final class AuditLoop implements Runnable {
  private final Bank bank;
  private final Database database;
  private final NodeRuntime runtime;
  private final Duration pause;
  private final BankFigures figures;
  private final BooleanSupplier stop;

  /** {@code pause} lies between two audits. */
  public AuditLoop(
      Bank bank,
      Database database,
      NodeRuntime runtime,
      Duration pause,
      BankFigures figures,
      BooleanSupplier stop) {
    this.bank = bank;
    this.database = database;
    this.runtime = runtime;
    this.pause = pause;
    this.figures = figures;
    this.stop = stop;
  }

  @Override
  public void run() {
    try {
      while (!stop.getAsBoolean()) {
        auditOnce();
        runtime.sleep(pause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void auditOnce() {
    try {
      Bank.Audit audit = bank.audit(database);
      figures.countAudit();
      if (!bank.holds(audit)) {
        figures.recordViolation(
            "a snapshot showed "
                + audit
                + ", expected "
                + bank.accounts()
                + " accounts and "
                + bank.total());
      }
    } catch (ClientClosedException e) {
      throw e;
    } catch (TxnException e) {
      figures.countFailedAudit(e);
    }
  }
}
