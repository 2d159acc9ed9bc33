package io.holdfast.sql.txn;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** The wait of a session in the queue of a lock, for as long as its statement may wait. */
final class LockQueue {
  private LockQueue() {}

  /**
   * Returns when the lock is granted.
   *
   * @param giveUp leaves the queue, after a wait that ended otherwise
   * @throws SqlException 55P03 after lock_timeout, else what ended the statement
   */
  static void await(
      Room room, StatementLimits limits, CompletableFuture<Boolean> granted, Runnable giveUp) {
    room.metrics().lockWaits.increment();
    limits.cancel().during(granted);
    boolean over = false;
    try {
      block(room, limits, granted);
      over = true;
    } finally {
      limits.cancel().over();
      if (!over) {
        giveUp.run();
      }
    }
  }

  private static void block(Room room, StatementLimits limits, CompletableFuture<Boolean> granted) {
    long lockNanos = limits.lockTimeoutNanos() > 0 ? limits.lockTimeoutNanos() : Long.MAX_VALUE;
    long statementNanos = limits.leftNanos(room.now());
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
      throw new SqlException(SqlState.INTERNAL_ERROR, "waiting for a lock failed").causedBy(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw TxnErrors.userRequest();
    }
  }
}
