package io.holdfast.sql.txn;

import io.holdfast.sql.error.SqlException;
import java.util.List;
import java.util.function.Supplier;

/**
 * One transaction's way to the tables of its node; used by its session's thread. Only sessions of
 * one node wait for each other here; the stronger modes are told to other nodes by marks in the
 * catalogue.
 */
public final class TableLocker {
  private final Room room;
  private final LockOwner owner;
  private final Supplier<StatementLimits> limits;

  TableLocker(Room room, LockOwner owner, Supplier<StatementLimits> limits) {
    this.room = room;
    this.owner = owner;
    this.limits = limits;
  }

  /** Holds a table until the transaction ends, if nobody of this node is in the way. */
  public boolean tryHold(int oid, TableMode mode) {
    return room.tables().tryHold(owner, oid, mode);
  }

  /**
   * The same for a statement that only reads and is its whole transaction: while nobody keeps
   * readers away, it need not be known.
   */
  public boolean tryPass(int oid) {
    return !room.tables().anyClosed() || tryHold(oid, TableMode.ACCESS_SHARE);
  }

  /**
   * Holds a table until the transaction ends; waits for those of this node who are in the way.
   *
   * @return false after a wait: the table may be another one by now
   * @throws SqlException 40P01, 55P03 after lock_timeout, 57014
   */
  public boolean hold(int oid, TableMode mode) {
    StatementLimits now = limits.get();
    now.check(room.now());
    TableHolds.Waiter waiter;
    try {
      waiter = room.tables().holdOrQueue(owner, oid, mode);
    } catch (SqlException e) {
      room.metrics().deadlocks.increment();
      throw e;
    }
    if (waiter == null) {
      return true;
    }
    LockQueue.await(room, now, waiter.granted(), () -> room.tables().giveUp(waiter));
    return false;
  }

  /** Marks in the catalogue are made for this transaction under a number. */
  public void markedAs(long mark) {
    room.tables().mark(owner, mark);
  }

  /**
   * The transaction waits until these marks are gone; none: it waits no more.
   *
   * @throws SqlException 40P01 when transactions of this node that made them wait for this one
   */
  public void waitsForMarks(List<Long> marks) {
    try {
      room.tables().waitForMarks(owner, marks);
    } catch (SqlException e) {
      room.metrics().deadlocks.increment();
      throw e;
    }
  }

  void release() {
    room.tables().release(owner);
  }
}
