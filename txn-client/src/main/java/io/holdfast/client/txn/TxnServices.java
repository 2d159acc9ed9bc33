package io.holdfast.client.txn;

import io.holdfast.client.commit.CommitServices;
import io.holdfast.client.rpc.Operations;
import io.holdfast.client.rpc.RetryBudget;
import io.holdfast.client.scope.LiveScope;
import java.util.random.RandomGenerator;

/**
 * What transactions and snapshots work with; wired once per client.
 *
 * @param operationNanos the time one read may take with all its retries
 */
public record TxnServices(
    Operations operations, CommitServices commit, RandomGenerator random, long operationNanos) {
  /** The same with the right to write reserved keys. */
  public TxnServices withSystemKeys() {
    return new TxnServices(operations, commit.withSystemKeys(), random, operationNanos);
  }

  /** A budget for one read that ends at {@code deadlineNanos} at the latest. Loop only. */
  RetryBudget budget(long deadlineNanos, LiveScope scope) {
    long left = deadlineNanos - operations.loop().clock().nanos();
    long nanos = Math.max(0, Math.min(left, operationNanos));
    return new RetryBudget(operations.loop(), random, nanos, scope);
  }

  SnapshotReader reader(long ts) {
    return new SnapshotReader(commit.sender(), commit.locks(), commit.keyMode(), ts);
  }

  /** Reads what {@code ownStartTs} has not changed yet: its locks are passed. */
  SnapshotReader readerUnderLocksOf(long ownStartTs, long ts) {
    SnapshotReader reader = reader(ts);
    reader.pass(ownStartTs);
    return reader;
  }
}
