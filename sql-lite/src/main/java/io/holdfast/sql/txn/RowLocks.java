package io.holdfast.sql.txn;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Who of this node's transactions holds which row, and who waits: exclusive locks, first come first
 * served, until the end of the transaction.
 *
 * <p>Guarded by its monitor, not confined to a loop: taking a free lock is a few dozen nanoseconds,
 * a hand-over to a loop and back would cost a hundred times that. Nobody waits with the monitor
 * held; futures are completed after it was left.
 *
 * <p>Deadlocks are found when the last edge is drawn. Locks are exclusive and queues are in order,
 * so each waiter waits for exactly one other: the one before it. Edges that appear later only skip
 * somebody who has left a queue, which closes no new cycle. So one walk along these edges, made
 * when a session queues up, finds every deadlock, and the session that would close it is refused.
 */
final class RowLocks {
  /** A transaction as the table knows it. Fields are guarded by the table. */
  static final class Owner {
    private final long number;
    private final ArrayList<Bytes> held = new ArrayList<>();
    private @Nullable Waiter waiting;

    private Owner(long number) {
      this.number = number;
    }
  }

  /** A place in the queue of one row. */
  static final class Waiter {
    private final Owner owner;
    private final Bytes key;
    private final CompletableFuture<Boolean> granted = new CompletableFuture<>();
    private @Nullable Waiter before;
    private @Nullable Waiter behind;
    private boolean queued = true;

    private Waiter(Owner owner, Bytes key) {
      this.owner = owner;
      this.key = key;
    }

    /** Completes when the row is this one's. May be completed by whoever cancels the wait, too. */
    CompletableFuture<Boolean> granted() {
      return granted;
    }
  }

  private static final class Row {
    private Owner holder;
    private @Nullable Waiter first;
    private @Nullable Waiter last;

    private Row(Owner holder) {
      this.holder = holder;
    }
  }

  private final Map<Bytes, Row> rows = new HashMap<>(); // Never iterated.
  private final RecentCommits recent;
  private long owners;

  RowLocks(int recentMax) {
    recent = new RecentCommits(recentMax);
  }

  synchronized Owner newOwner() {
    return new Owner(++owners);
  }

  /** Locks the row if it is free or the owner's already. */
  synchronized boolean tryLock(Owner owner, Bytes key) {
    Row row = rows.get(key);
    if (row == null) {
      rows.put(key, new Row(owner));
      owner.held.add(key);
      return true;
    }
    return row.holder == owner;
  }

  /**
   * Locks the row (null) or queues up for it.
   *
   * @throws SqlException 40P01 when those before it wait for this owner
   */
  synchronized @Nullable Waiter lockOrQueue(Owner owner, Bytes key) {
    if (tryLock(owner, key)) {
      return null;
    }
    Row row = rows.get(key);
    if (row == null) {
      throw new IllegalStateException("no lock on " + key);
    }
    Waiter waiter = new Waiter(owner, key);
    waiter.before = row.last;
    refuseDeadlock(waiter, row);
    if (row.last == null) {
      row.first = waiter;
    } else {
      row.last.behind = waiter;
    }
    row.last = waiter;
    owner.waiting = waiter;
    return waiter;
  }

  private void refuseDeadlock(Waiter newcomer, Row row) {
    StringBuilder cycle = new StringBuilder();
    Owner from = newcomer.owner;
    Owner to = newcomer.before != null ? newcomer.before.owner : row.holder;
    while (true) {
      cycle
          .append("Transaction ")
          .append(from.number)
          .append(" waits for a row of transaction ")
          .append(to.number)
          .append(".\n");
      if (to == newcomer.owner) {
        throw new SqlException(SqlState.DEADLOCK_DETECTED, "deadlock detected")
            .withDetail(cycle.toString().strip());
      }
      Waiter next = to.waiting;
      if (next == null) {
        return;
      }
      from = to;
      to = next.before != null ? next.before.owner : holderOf(next.key);
    }
  }

  private Owner holderOf(Bytes key) {
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
    waiter.owner.waiting = null;
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
  void release(Owner owner, List<Bytes> changed, long commitTs) {
    List<Waiter> next = new ArrayList<>();
    synchronized (this) {
      changed.forEach(key -> recent.note(key, commitTs));
      for (Bytes key : owner.held) {
        handOver(key, next);
      }
      owner.held.clear();
    }
    next.forEach(waiter -> waiter.granted.complete(true));
  }

  /** Frees one row that the owner holds and has not changed. */
  void release(Owner owner, Bytes key) {
    List<Waiter> next = new ArrayList<>();
    synchronized (this) {
      int at = owner.held.lastIndexOf(key);
      if (at >= 0) {
        owner.held.remove(at);
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
    first.owner.held.add(key);
    next.add(first);
  }

  /** Rows locked now. */
  synchronized int size() {
    return rows.size();
  }
}
