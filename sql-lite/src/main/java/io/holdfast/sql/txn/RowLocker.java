package io.holdfast.sql.txn;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.util.List;

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
  private final LockOwner owner;

  RowLocker(Room room, LockOwner owner) {
    this.room = room;
    this.owner = owner;
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
    // Granted meanwhile, it is ours until the transaction, which has failed, ends.
    LockQueue.await(room, limits, waiter.granted(), () -> room.locks().giveUp(waiter));
    return Outcome.AFTER_WAIT;
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
