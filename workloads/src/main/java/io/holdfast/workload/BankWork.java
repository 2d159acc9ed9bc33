package io.holdfast.workload;

import io.holdfast.client.Database;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.simulation.check.CheckResult;
import io.holdfast.workload.bank.AuditLoop;
import io.holdfast.workload.bank.Bank;
import io.holdfast.workload.bank.BankFigures;
import io.holdfast.workload.bank.RegionBorders;
import io.holdfast.workload.bank.TransferLoop;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The bank: all clients but the last transfer, each with a ledger of its own in every life; the
 * last adds up all accounts.
 */
public final class BankWork implements Workload {
  private static final long INITIAL_BALANCE = 1_000;
  private static final Duration AUDIT_PAUSE = Duration.ofMillis(200);

  private final Bank bank;
  private final BankFigures figures = new BankFigures();
  private final RegionBorders borders = new RegionBorders();
  private final TreeMap<Integer, BankFigures> clients = new TreeMap<>();

  /** A bank with that many accounts, for clients 0 to {@code auditor}. */
  public BankWork(int accounts, int auditor) {
    this.bank = new Bank(accounts, INITIAL_BALANCE);
    for (int client = 0; client < auditor; client++) {
      clients.put(client, new BankFigures(figures));
    }
  }

  /** What was counted. */
  public BankFigures figures() {
    return figures;
  }

  @Override
  public void prepare(Database database) {
    bank.open(database);
  }

  @Override
  public void client(Seat seat) {
    BankFigures own = clients.get(seat.client());
    if (own == null) {
      new AuditLoop(
              bank,
              seat.database(),
              seat.runtime(),
              AUDIT_PAUSE.plus(seat.thinkTimeMax()),
              figures,
              seat.stop())
          .run();
    } else {
      new TransferLoop(
              "client-" + seat.client() + "." + seat.process(),
              bank,
              seat.database(),
              seat.runtime(),
              seat.thinkTimeMax(),
              seat.random(),
              borders,
              own,
              seat.stop())
          .run();
    }
  }

  @Override
  public long successes(int client) {
    BankFigures own = clients.get(client);
    return own == null ? figures.audits() : own.ledgerChecks();
  }

  @Override
  public @Nullable String violation() {
    return figures.violation();
  }

  @Override
  public void finish(Database database) {
    Bank.Audit last = bank.audit(database);
    if (!bank.holds(last)) {
      throw new AssertionError("the final sum is wrong: " + last + ", expected " + bank.total());
    }
  }

  @Override
  public List<CheckResult> judge() {
    return List.of(); // Judged while it runs.
  }

  @Override
  public Bytes cut(RandomGenerator random) {
    return bank.key(1 + random.nextInt(bank.accounts() - 1));
  }

  @Override
  public List<Bytes> cuts(int regions) {
    return bank.splitKeys(Math.min(regions, bank.accounts()));
  }

  @Override
  public String describe() {
    return figures.toString();
  }
}
