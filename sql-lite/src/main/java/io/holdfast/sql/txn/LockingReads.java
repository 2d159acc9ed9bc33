package io.holdfast.sql.txn;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads that lock: rows are locked in key order, then read in their latest version, which becomes
 * the basis of what is written over them. Rows changed on this node since the statement's snapshot
 * are read at a fresh timestamp; under one snapshot for all statements that is a conflict.
 */
final class LockingReads {
  private final Room room;
  private final RowLocker locker;
  private final Reads reads;
  private final WriteBuffer buffer;

  LockingReads(Room room, RowLocker locker, Reads reads, WriteBuffer buffer) {
    this.room = room;
    this.locker = locker;
    this.reads = reads;
    this.buffer = buffer;
  }

  /** {@code seen} is what the statement has read of the keys already; null for nothing. */
  NavigableMap<Bytes, LockedRow> lock(
      SortedSet<Bytes> keys,
      @Nullable NavigableMap<Bytes, Bytes> seen,
      LockWait wait,
      boolean oneSnapshot) {
    TreeMap<Bytes, LockedRow> rows = new TreeMap<>();
    List<Bytes> current = new ArrayList<>();
    List<Bytes> stale = new ArrayList<>();
    for (Bytes key : keys) {
      RowLocker.Outcome outcome = locker.lock(key, wait, reads.limits());
      if (outcome == RowLocker.Outcome.SKIPPED) {
        continue;
      }
      Write own = buffer.get(key);
      if (own != null) {
        rows.put(key, ownRow(own, seen == null ? null : seen.get(key)));
      } else if (isStale(key, outcome, oneSnapshot)) {
        stale.add(key);
      } else {
        current.add(key);
      }
    }
    readCurrent(current, seen, rows);
    if (oneSnapshot) {
      requireUnchanged(stale, seen, rows);
    } else {
      readStale(stale, seen, rows);
    }
    return rows;
  }

  /**
   * Locks the rows that there are, and answers their values. What is not there stays free for
   * others, unless the transaction had it locked before.
   */
  NavigableMap<Bytes, Bytes> lockExisting(SortedSet<Bytes> keys, boolean oneSnapshot) {
    List<Bytes> unknown = new ArrayList<>();
    for (Bytes key : keys) {
      if (buffer.get(key) == null) {
        unknown.add(key);
      }
    }
    NavigableMap<Bytes, LockedRow> rows = lock(keys, null, LockWait.WAIT, oneSnapshot);
    for (Bytes key : unknown) {
      LockedRow row = rows.get(key);
      if (row != null && row.value() == null) {
        buffer.forgetLock(key);
        locker.release(key);
      }
    }
    return valuesOf(rows);
  }

  /** The rows that exist. */
  static NavigableMap<Bytes, Bytes> valuesOf(NavigableMap<Bytes, LockedRow> rows) {
    TreeMap<Bytes, Bytes> values = new TreeMap<>();
    rows.forEach(
        (key, row) -> {
          Bytes value = row.value();
          if (value != null) {
            values.put(key, value);
          }
        });
    return values;
  }

  /** Locks keys and reads them as they are now, whatever the statement's snapshot is. */
  NavigableMap<Bytes, LockedRow> lockNewest(SortedSet<Bytes> keys) {
    TreeMap<Bytes, LockedRow> rows = new TreeMap<>();
    List<Bytes> unread = new ArrayList<>();
    for (Bytes key : keys) {
      locker.lock(key, LockWait.WAIT, reads.limits());
      Write own = buffer.get(key);
      if (own != null) {
        rows.put(key, ownRow(own, null));
      } else {
        unread.add(key);
      }
    }
    readStale(unread, null, rows);
    return rows;
  }

  private LockedRow ownRow(Write own, @Nullable Bytes seen) {
    if (own.changes()) {
      return new LockedRow(own.shown(), false, own.statement() == reads.statement());
    }
    Bytes value = own.basis().value();
    if (seen != null && own.statement() >= reads.statement()) {
      // Locked after the snapshot was taken: it may be older than the lock.
      return new LockedRow(value, !seen.equals(value), false);
    }
    if (seen != null && !seen.equals(value)) {
      // Locked by us, and yet changed: by a session of another node. The commit would find it.
      throw conflict();
    }
    return new LockedRow(value, false, false);
  }

  /** Whether the statement's snapshot may not be the latest state of a row just locked. */
  private boolean isStale(Bytes key, RowLocker.Outcome outcome, boolean oneSnapshot) {
    View known = reads.taken();
    if (known == null) {
      return false; // It will be taken after the lock.
    }
    boolean changed = locker.changedAfter(key, known.ts());
    return changed || (!oneSnapshot && outcome == RowLocker.Outcome.AFTER_WAIT);
  }

  private SqlException conflict() {
    room.metrics().conflicts.increment();
    return TxnErrors.conflict();
  }

  private void readCurrent(
      List<Bytes> keys,
      @Nullable NavigableMap<Bytes, Bytes> seen,
      NavigableMap<Bytes, LockedRow> rows) {
    if (keys.isEmpty()) {
      return;
    }
    View from = reads.view();
    NavigableMap<Bytes, Bytes> found = seen != null ? seen : reads.committed(keys);
    for (Bytes key : keys) {
      noteLocked(key, found.get(key), from);
      rows.put(key, new LockedRow(found.get(key), false, false));
    }
  }

  private void readStale(
      List<Bytes> keys,
      @Nullable NavigableMap<Bytes, Bytes> seen,
      NavigableMap<Bytes, LockedRow> rows) {
    if (keys.isEmpty()) {
      return;
    }
    View fresh = View.take(room, reads::scope);
    NavigableMap<Bytes, Bytes> found = fresh.batchGet(keys);
    for (Bytes key : keys) {
      Bytes value = found.get(key);
      noteLocked(key, value, fresh);
      boolean changed = seen == null || !Objects.equals(value, seen.get(key));
      rows.put(key, new LockedRow(value, changed, false));
    }
  }

  /**
   * Under one snapshot for all statements a change is a conflict. But what seems to be one may be a
   * row whose last change this node has forgotten.
   */
  private void requireUnchanged(
      List<Bytes> keys,
      @Nullable NavigableMap<Bytes, Bytes> seen,
      NavigableMap<Bytes, LockedRow> rows) {
    if (keys.isEmpty()) {
      return;
    }
    NavigableMap<Bytes, Bytes> newest = View.take(room, reads::scope).batchGet(keys);
    NavigableMap<Bytes, Bytes> shown = seen != null ? seen : reads.committed(keys);
    for (Bytes key : keys) {
      if (!Objects.equals(newest.get(key), shown.get(key))) {
        throw conflict();
      }
    }
    readCurrent(keys, shown, rows);
  }

  private void noteLocked(Bytes key, @Nullable Bytes value, View from) {
    buffer.set(key, Write.Kind.LOCK, Bytes.EMPTY, reads.statement(), Basis.read(value, from));
  }
}
