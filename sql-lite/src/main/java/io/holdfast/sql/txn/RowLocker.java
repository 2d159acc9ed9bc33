package io.holdfast.sql.txn;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** One transaction's way to the row locks: waits as long as its statement may. */
final class RowLocker {
  /** How a request for a lock ended well. */
  enum Outcome {
    /** It was free, or the transaction's own. */
    AT_ONCE,
    AFTER_WAIT,
    /** Another transaction has it, and the caller does not want to wait. */
    SKIPPED
  }

  private final Room room;
  private final RowLocks.Owner owner;

  RowLocker(Room room) {
    this.room = room;
    this.owner = room.locks().newOwner();
  }

  Outcome lock(Bytes key, LockWait wait, StatementLimits limits) {
    limits.check(room.now());
    if (wait != LockWait.WAIT) {
      if (room.locks().tryLock(owner, key)) {
        return Outcome.AT_ONCE;
      }
      if (wait == LockWait.SKIP_LOCKED) {
        return Outcome.SKIPPED;
      }
      throw new SqlException(SqlState.LOCK_NOT_AVAILABLE, "could not obtain lock on row");
    }
    RowLocks.Waiter waiter;
    try {
      waiter = room.locks().lockOrQueue(owner, key);
    } catch (SqlException e) {
      room.metrics().deadlocks.increment();
      throw e;
    }
    if (waiter == null) {
      return Outcome.AT_ONCE;
    }
    room.metrics().lockWaits.increment();
    await(waiter, limits);
    return Outcome.AFTER_WAIT;
  }

  private void await(RowLocks.Waiter waiter, StatementLimits limits) {
    CompletableFuture<Boolean> granted = waiter.granted();
    limits.cancel().during(granted);
    boolean over = false;
    try {
      block(granted, limits);
      over = true;
    } finally {
      limits.cancel().over();
      if (!over) {
        // Granted meanwhile: the row is ours until the transaction, which has failed, ends.
        room.locks().giveUp(waiter);
      }
    }
  }

  private void block(CompletableFuture<Boolean> granted, StatementLimits limits) {
    long now = room.now();
    long lockNanos = limits.lockTimeoutNanos() > 0 ? limits.lockTimeoutNanos() : Long.MAX_VALUE;
    long statementNanos = limits.leftNanos(now);
    long nanos = Math.min(lockNanos, statementNanos);
    try {
      if (nanos == Long.MAX_VALUE) {
        room.runtime().await(granted);
      } else {
        room.runtime().await(granted, Duration.ofNanos(nanos));
      }
    } catch (TimeoutException e) {
      if (statementNanos <= lockNanos) {
        throw TxnErrors.statementTimeout();
      }
      room.metrics().lockTimeouts.increment();
      throw new SqlException(
          SqlState.LOCK_NOT_AVAILABLE, "canceling statement due to lock timeout");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SqlException reason) {
        throw reason;
      }
      throw new SqlException(SqlState.INTERNAL_ERROR, "waiting for a row failed").causedBy(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw TxnErrors.userRequest();
    }
  }

  boolean changedAfter(Bytes key, long ts) {
    return room.locks().changedAfter(key, ts);
  }

  /** Gives one row to others, unchanged. */
  void release(Bytes key) {
    room.locks().release(owner, key);
  }

  void release(List<Bytes> changed, long commitTs) {
    room.locks().release(owner, changed, commitTs);
  }
}
