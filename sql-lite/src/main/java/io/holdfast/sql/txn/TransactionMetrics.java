package io.holdfast.sql.txn;

import java.util.concurrent.atomic.LongAdder;

/** Counters of one SQL node's transactions. Any thread. */
public final class TransactionMetrics {
  final LongAdder commits = new LongAdder();
  final LongAdder readOnlyCommits = new LongAdder();
  final LongAdder rollbacks = new LongAdder();
  final LongAdder conflicts = new LongAdder();
  final LongAdder undetermined = new LongAdder();
  final LongAdder lockWaits = new LongAdder();
  final LongAdder deadlocks = new LongAdder();
  final LongAdder lockTimeouts = new LongAdder();
  final LongAdder validations = new LongAdder();
  final LongAdder catalogRenewals = new LongAdder();

  /** Commits that wrote something. */
  public long commits() {
    return commits.sum();
  }

  /** Commits that had nothing to write. */
  public long readOnlyCommits() {
    return readOnlyCommits.sum();
  }

  /** Transactions given up on purpose. */
  public long rollbacks() {
    return rollbacks.sum();
  }

  /** Commits and locks refused with 40001. */
  public long conflicts() {
    return conflicts.sum();
  }

  /** Commits whose outcome could not be learnt. */
  public long undetermined() {
    return undetermined.sum();
  }

  /** Times a session had to queue for a row. */
  public long lockWaits() {
    return lockWaits.sum();
  }

  /** Deadlocks broken. */
  public long deadlocks() {
    return deadlocks.sum();
  }

  /** Waits that ended by lock_timeout. */
  public long lockTimeouts() {
    return lockTimeouts.sum();
  }

  /** Commits that had to compare what their writes were computed from. */
  public long validations() {
    return validations.sum();
  }

  /** Commits that took longer than the catalogue bound they began with. */
  public long catalogRenewals() {
    return catalogRenewals.sum();
  }
}
