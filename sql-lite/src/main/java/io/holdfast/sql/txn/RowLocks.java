package io.holdfast.sql.txn;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Who of this node's transactions holds which row, and who waits: exclusive locks, first come first
 * served, until the end of the transaction. Its monitor guards the {@link TableHolds}, too.
 *
 * <p>Guarded by its monitor, not confined to a loop: taking a free lock is a few dozen nanoseconds,
 * a hand-over to a loop and back would cost a hundred times that. Nobody waits with the monitor
 * held; futures are completed after it was left.
 *
 * <p>Deadlocks are found when somebody queues up ({@link WaitGraph}). Locks are exclusive and
 * queues are in order, so each waiter waits for exactly one other: the one before it.
 */
final class RowLocks {
  /** A place in the queue of one row. */
  static final class Waiter {
    private final LockOwner owner;
    private final Bytes key;
    private final CompletableFuture<Boolean> granted = new CompletableFuture<>();
    private @Nullable Waiter before;
    private @Nullable Waiter behind;
    private boolean queued = true;

    private Waiter(LockOwner owner, Bytes key) {
      this.owner = owner;
      this.key = key;
    }

    /** Completes when the row is this one's. May be completed by whoever cancels the wait, too. */
    CompletableFuture<Boolean> granted() {
      return granted;
    }
  }

  private static final class Row {
    private LockOwner holder;
    private @Nullable Waiter first;
    private @Nullable Waiter last;

    private Row(LockOwner holder) {
      this.holder = holder;
    }
  }

  private final Map<Bytes, Row> rows = new HashMap<>(); // Never iterated.
  private final RecentCommits recent;
  private long owners;

  RowLocks(int recentMax) {
    recent = new RecentCommits(recentMax);
  }

  synchronized LockOwner newOwner() {
    return new LockOwner(++owners);
  }

  /** Locks the row if it is free or the owner's already. */
  synchronized boolean tryLock(LockOwner owner, Bytes key) {
    Row row = rows.get(key);
    if (row == null) {
      rows.put(key, new Row(owner));
      owner.rows.add(key);
      return true;
    }
    return row.holder == owner;
  }

  /**
   * Locks the row (null) or queues up for it.
   *
   * @throws SqlException 40P01 when those before it wait for this owner
   */
  synchronized @Nullable Waiter lockOrQueue(LockOwner owner, Bytes key) {
    if (tryLock(owner, key)) {
      return null;
    }
    Row row = rows.get(key);
    if (row == null) {
      throw new IllegalStateException("no lock on " + key);
    }
    Waiter waiter = new Waiter(owner, key);
    waiter.before = row.last;
    owner.waitingForRow = waiter;
    try {
      WaitGraph.refuseCycle(owner, this::blockers);
    } catch (SqlException e) {
      owner.waitingForRow = null;
      throw e;
    }
    if (row.last == null) {
      row.first = waiter;
    } else {
      row.last.behind = waiter;
    }
    row.last = waiter;
    return waiter;
  }

  /** Whom a transaction waits for. Called with the monitor held. */
  List<LockOwner> blockers(LockOwner waiting) {
    Waiter row = waiting.waitingForRow;
    if (row != null) {
      return List.of(row.before != null ? row.before.owner : holderOf(row.key));
    }
    TableHolds.Waiter table = waiting.waitingForTable;
    return table != null ? table.blockers() : waiting.waitingForMarks;
  }

  private LockOwner holderOf(Bytes key) {
    Row row = rows.get(key);
    if (row == null) {
      throw new IllegalStateException("a queue without a holder at " + key);
    }
    return row.holder;
  }

  /** Leaves the queue; false when the row was granted before: then it is the owner's. */
  synchronized boolean giveUp(Waiter waiter) {
    if (!waiter.queued) {
      return false;
    }
    Row row = rows.get(waiter.key);
    if (row != null) {
      unlink(row, waiter);
    }
    return true;
  }

  private static void unlink(Row row, Waiter waiter) {
    if (waiter.before == null) {
      row.first = waiter.behind;
    } else {
      waiter.before.behind = waiter.behind;
    }
    if (waiter.behind == null) {
      row.last = waiter.before;
    } else {
      waiter.behind.before = waiter.before;
    }
    waiter.before = null;
    waiter.behind = null;
    waiter.queued = false;
    waiter.owner.waitingForRow = null;
  }

  /** True when somebody of this node may have changed the row after {@code ts}. */
  synchronized boolean changedAfter(Bytes key, long ts) {
    return recent.changedAfter(key, ts);
  }

  /**
   * Frees all rows of an owner and hands them to those who wait longest.
   *
   * @param changed rows it has changed, at {@code commitTs}
   */
  void release(LockOwner owner, List<Bytes> changed, long commitTs) {
    List<Waiter> next = new ArrayList<>();
    synchronized (this) {
      changed.forEach(key -> recent.note(key, commitTs));
      for (Bytes key : owner.rows) {
        handOver(key, next);
      }
      owner.rows.clear();
    }
    next.forEach(waiter -> waiter.granted.complete(true));
  }

  /** Frees one row that the owner holds and has not changed. */
  void release(LockOwner owner, Bytes key) {
    List<Waiter> next = new ArrayList<>();
    synchronized (this) {
      int at = owner.rows.lastIndexOf(key);
      if (at >= 0) {
        owner.rows.remove(at);
        handOver(key, next);
      }
    }
    next.forEach(waiter -> waiter.granted.complete(true));
  }

  private void handOver(Bytes key, List<Waiter> next) {
    Row row = rows.get(key);
    if (row == null) {
      return;
    }
    Waiter first = row.first;
    if (first == null) {
      rows.remove(key);
      return;
    }
    unlink(row, first);
    row.holder = first.owner;
    first.owner.rows.add(key);
    next.add(first);
  }

  /** Rows locked now. */
  synchronized int size() {
    return rows.size();
  }
}
