package io.holdfast.cluster.bank;

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

  void committed(boolean acrossRegions) {
    if (parent != null) {
      parent.committed(acrossRegions);
    }
    committed.incrementAndGet();
    if (acrossRegions) {
      committedAcrossRegions.incrementAndGet();
    }
  }

  void declined() {
    if (parent != null) {
      parent.declined();
    }
    declined.incrementAndGet();
  }

  void undetermined() {
    if (parent != null) {
      parent.undetermined();
    }
    undetermined.incrementAndGet();
  }

  void failed(RuntimeException failure) {
    if (parent != null) {
      parent.failed(failure);
    }
    failed.incrementAndGet();
    lastFailure.set(failure.toString());
  }

  void audited() {
    audits.incrementAndGet();
  }

  void auditFailed(RuntimeException failure) {
    auditsFailed.incrementAndGet();
    lastFailure.set(failure.toString());
  }

  void ledgerChecked() {
    if (parent != null) {
      parent.ledgerChecked();
    }
    ledgerChecks.incrementAndGet();
  }

  void gap(long nanos) {
    if (parent != null) {
      parent.gap(nanos);
    }
    longestGapNanos.accumulateAndGet(nanos, Math::max);
  }

  void violated(String what) {
    if (parent != null) {
      parent.violated(what);
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
    return committed + " committed, " + declined + " declined, " + undetermined
        + " undetermined, " + failed + " failed, last failure " + lastFailure;
  }
}
