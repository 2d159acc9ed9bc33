package io.holdfast.workload.seeds;

import io.holdfast.workload.Appends;
import io.holdfast.workload.BankWork;
import io.holdfast.workload.Registers;
import io.holdfast.workload.Shelves;
import io.holdfast.workload.Workload;
import java.util.Locale;

/** What the clients of a run do. */
public enum Work {
  /** Transfers between accounts, sums, ledgers. */
  BANK,
  /** Transactions of one key, blind or not, judged as registers. */
  REGISTER,
  /** Raw keys, judged as registers. */
  RAW,
  /** Transactions over lists, judged by their cycles. */
  APPEND,
  /** As {@link #APPEND}, while replicas and leaders move without pause. */
  MOVES,
  /** Transactions on keys of one client each, which knows what it must see. */
  SHELF;

  /** As given on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  Workload workload(SeedPlan plan) {
    return switch (this) {
      case BANK -> new BankWork(plan.accounts(), plan.clients());
      case REGISTER -> Registers.transactional(plan.accounts());
      case RAW -> Registers.raw(plan.accounts());
      case APPEND, MOVES -> new Appends(plan.accounts());
      case SHELF -> new Shelves(plan.clients());
    };
  }
}
