package io.holdfast.sql.txn;

import io.holdfast.sql.error.SqlException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Who of this node's transactions holds which table in which modes, and who waits: all who use a
 * table hold it until they end, as on PostgreSQL. Others come in the order of their requests; only
 * who would be waited for goes before those who wait for it.
 *
 * <p>Guarded by the monitor of the {@link RowLocks}, since deadlocks go through both.
 */
final class TableHolds {
  /** A place in the queue of a table. */
  final class Waiter {
    private final LockOwner owner;
    private final long oid;
    private final TableMode mode;
    private final CompletableFuture<Boolean> granted = new CompletableFuture<>();

    private Waiter(LockOwner owner, long oid, TableMode mode) {
      this.owner = owner;
      this.oid = oid;
      this.mode = mode;
    }

    CompletableFuture<Boolean> granted() {
      return granted;
    }

    /** Those who hold the table so that this one cannot, and those before it who will. */
    List<LockOwner> blockers() {
      List<LockOwner> all = new ArrayList<>();
      Table table = table(oid);
      table.holders.forEach(
          (number, holder) -> {
            if (holder != owner && mode.conflictsWith(modes(holder, oid))) {
              all.add(holder);
            }
          });
      for (Waiter before : table.queue) {
        if (before == this) {
          break;
        }
        if (mode.conflictsWith(before.mode.bit())) {
          all.add(before.owner);
        }
      }
      return all;
    }
  }

  private static final class Table {
    private final TreeMap<Long, LockOwner> holders = new TreeMap<>();
    private final List<Waiter> queue = new ArrayList<>();
  }

  private final RowLocks monitor;
  private final Map<Long, Table> tables = new HashMap<>(); // Never iterated.

  /** Owners that other nodes know, by the numbers of their marks. */
  private final Map<Long, LockOwner> marked = new HashMap<>(); // Never iterated.

  /** Tables held or wanted in a mode that keeps readers away: none, nearly always. */
  private final AtomicInteger closed = new AtomicInteger();

  TableHolds(RowLocks monitor) {
    this.monitor = monitor;
  }

  /** False: nobody of this node keeps readers from a table, or wants to. */
  boolean anyClosed() {
    return closed.get() > 0;
  }

  private static int modes(LockOwner owner, long oid) {
    return owner.tables.getOrDefault(oid, 0);
  }

  private Table table(long oid) {
    Table table = tables.get(oid);
    if (table == null) {
      throw new IllegalStateException("nobody holds table " + oid);
    }
    return table;
  }

  /** Holds the table if nobody is in the way. */
  boolean tryHold(LockOwner owner, long oid, TableMode mode) {
    synchronized (monitor) {
      if (mode.coveredBy(modes(owner, oid))) {
        note(owner, oid, mode);
        return true;
      }
      Table table = tables.computeIfAbsent(oid, same -> new Table());
      if (!free(table, owner, oid, mode, place(table, owner, oid))) {
        return false;
      }
      note(owner, oid, mode);
      return true;
    }
  }

  /**
   * Holds the table (null) or queues up for it.
   *
   * @throws SqlException 40P01 when those before it wait for this owner
   */
  @Nullable Waiter holdOrQueue(LockOwner owner, long oid, TableMode mode) {
    synchronized (monitor) {
      if (tryHold(owner, oid, mode)) {
        return null;
      }
      Table table = table(oid);
      Waiter waiter = new Waiter(owner, oid, mode);
      table.queue.add(place(table, owner, oid), waiter);
      owner.waitingForTable = waiter;
      count(mode, 1);
      try {
        WaitGraph.refuseCycle(owner, monitor::blockers);
      } catch (SqlException e) {
        leave(table, waiter);
        throw e;
      }
      return waiter;
    }
  }

  /** Where an owner queues up: before those who wait for it already. */
  private static int place(Table table, LockOwner owner, long oid) {
    int own = modes(owner, oid);
    int at = 0;
    while (at < table.queue.size() && !table.queue.get(at).mode.conflictsWith(own)) {
      at++;
    }
    return at;
  }

  /** True when neither holders are in the way nor those before a place in the queue. */
  private static boolean free(Table table, LockOwner owner, long oid, TableMode mode, int place) {
    for (LockOwner holder : table.holders.values()) {
      if (holder != owner && mode.conflictsWith(modes(holder, oid))) {
        return false;
      }
    }
    for (Waiter before : table.queue.subList(0, place)) {
      if (mode.conflictsWith(before.mode.bit())) {
        return false;
      }
    }
    return true;
  }

  private void note(LockOwner owner, long oid, TableMode mode) {
    int before = modes(owner, oid);
    int after = before | mode.bit();
    if (before != after) {
      owner.tables.put(oid, after);
      count(mode, 1);
    }
    if (before == 0) {
      table(oid).holders.put(owner.number, owner);
    }
  }

  private void count(TableMode mode, int change) {
    if (mode == TableMode.ACCESS_EXCLUSIVE) {
      closed.addAndGet(change);
    }
  }

  private void leave(Table table, Waiter waiter) {
    table.queue.remove(waiter);
    waiter.owner.waitingForTable = null;
    count(waiter.mode, -1);
  }

  /** Leaves the queue; nothing when the table was granted before. */
  void giveUp(Waiter waiter) {
    List<Waiter> next = new ArrayList<>();
    synchronized (monitor) {
      if (waiter.owner.waitingForTable == waiter) {
        leave(table(waiter.oid), waiter);
        handOver(waiter.oid, next);
      }
    }
    next.forEach(each -> each.granted.complete(true));
  }

  /** Gives all tables of an owner to those who wait. */
  void release(LockOwner owner) {
    List<Waiter> next = new ArrayList<>();
    synchronized (monitor) {
      marked.remove(owner.mark);
      owner.tables.forEach(
          (oid, modes) -> {
            table(oid).holders.remove(owner.number);
            if ((modes & TableMode.ACCESS_EXCLUSIVE.bit()) != 0) {
              count(TableMode.ACCESS_EXCLUSIVE, -1);
            }
          });
      List<Long> held = List.copyOf(owner.tables.keySet());
      owner.tables.clear();
      held.forEach(oid -> handOver(oid, next));
    }
    next.forEach(waiter -> waiter.granted.complete(true));
  }

  private void handOver(long oid, List<Waiter> next) {
    Table table = table(oid);
    for (Waiter waiter : List.copyOf(table.queue)) {
      if (free(table, waiter.owner, oid, waiter.mode, table.queue.indexOf(waiter))) {
        leave(table, waiter);
        note(waiter.owner, oid, waiter.mode);
        next.add(waiter);
      }
    }
    if (table.holders.isEmpty() && table.queue.isEmpty()) {
      tables.remove(oid);
    }
  }

  /** Other nodes know this owner by a number from now on. */
  void mark(LockOwner owner, long mark) {
    synchronized (monitor) {
      owner.mark = mark;
      marked.put(mark, owner);
    }
  }

  /**
   * An owner waits until marks are gone, some of them perhaps made by this node; none: it waits no
   * more.
   *
   * @throws SqlException 40P01 when their owners wait for this one
   */
  void waitForMarks(LockOwner owner, List<Long> marks) {
    synchronized (monitor) {
      List<LockOwner> makers = new ArrayList<>();
      for (long mark : marks) {
        LockOwner maker = marked.get(mark);
        if (maker != null && maker != owner) {
          makers.add(maker);
        }
      }
      owner.waitingForMarks = Collections.unmodifiableList(makers);
      if (!makers.isEmpty()) {
        try {
          WaitGraph.refuseCycle(owner, monitor::blockers);
        } catch (SqlException e) {
          owner.waitingForMarks = List.of();
          throw e;
        }
      }
    }
  }

  /** Tables held or wanted now. */
  int size() {
    synchronized (monitor) {
      return tables.size();
    }
  }
}
