package io.holdfast.workload.bank;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What the loops of one run count. Any thread. Figures with a parent count there too, so that one
 * client and all clients together can both be read.
 */
public final class BankFigures {
  private final AtomicLong committed = new AtomicLong();
  private final AtomicLong committedAcrossRegions = new AtomicLong();
  private final AtomicLong declined = new AtomicLong();
  private final AtomicLong undetermined = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong audits = new AtomicLong();
  private final AtomicLong auditsFailed = new AtomicLong();
  private final AtomicLong ledgerChecks = new AtomicLong();
  private final AtomicLong longestGapNanos = new AtomicLong();
  private final AtomicReference<@Nullable String> violation = new AtomicReference<>();
  private final AtomicReference<@Nullable String> lastFailure = new AtomicReference<>();

  private final @Nullable BankFigures parent;

  /** Figures of their own. */
  public BankFigures() {
    this(null);
  }

  /** Figures of a part of {@code parent}. */
  public BankFigures(@Nullable BankFigures parent) {
    this.parent = parent;
  }

  void countCommitted(boolean acrossRegions) {
    if (parent != null) {
      parent.countCommitted(acrossRegions);
    }
    committed.incrementAndGet();
    if (acrossRegions) {
      committedAcrossRegions.incrementAndGet();
    }
  }

  void countDeclined() {
    if (parent != null) {
      parent.countDeclined();
    }
    declined.incrementAndGet();
  }

  void countUndetermined() {
    if (parent != null) {
      parent.countUndetermined();
    }
    undetermined.incrementAndGet();
  }

  void countFailed(RuntimeException failure) {
    if (parent != null) {
      parent.countFailed(failure);
    }
    failed.incrementAndGet();
    lastFailure.set(failure.toString());
  }

  void countAudit() {
    audits.incrementAndGet();
  }

  void countFailedAudit(RuntimeException failure) {
    auditsFailed.incrementAndGet();
    lastFailure.set(failure.toString());
  }

  void countLedgerCheck() {
    if (parent != null) {
      parent.countLedgerCheck();
    }
    ledgerChecks.incrementAndGet();
  }

  void recordGap(long nanos) {
    if (parent != null) {
      parent.recordGap(nanos);
    }
    longestGapNanos.accumulateAndGet(nanos, Math::max);
  }

  void recordViolation(String what) {
    if (parent != null) {
      parent.recordViolation(what);
    }
    violation.compareAndSet(null, what);
  }

  /** Transfers that moved money. */
  public long committed() {
    return committed.get();
  }

  /** Those of them whose accounts lay in two regions. */
  public long committedAcrossRegions() {
    return committedAcrossRegions.get();
  }

  /** Transfers that found too little money; they commit nothing. */
  public long declined() {
    return declined.get();
  }

  /** Transfers whose outcome stayed unknown to their client. */
  public long undetermined() {
    return undetermined.get();
  }

  /** Transfers that gave up. */
  public long failed() {
    return failed.get();
  }

  /** Transfers whose client found the number it expected in its ledger, or not. */
  public long ledgerChecks() {
    return ledgerChecks.get();
  }

  /** Snapshots whose sum was checked. */
  public long audits() {
    return audits.get();
  }

  /** Snapshots that could not be read. */
  public long auditsFailed() {
    return auditsFailed.get();
  }

  /** Longest time in which one client saw no success. */
  public long longestGapNanos() {
    return longestGapNanos.get();
  }

  /** The first wrong sum or ledger, null while there is none. */
  public @Nullable String violation() {
    return violation.get();
  }

  /** The latest failure, for people. */
  public @Nullable String lastFailure() {
    return lastFailure.get();
  }

  @Override
  public String toString() {
    return committed
        + " committed, "
        + declined
        + " declined, "
        + undetermined
        + " undetermined, "
        + failed
        + " failed, last failure "
        + lastFailure;
  }
}
