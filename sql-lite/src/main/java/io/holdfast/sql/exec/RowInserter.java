package io.holdfast.sql.exec;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.plan.physical.row.TableRows;
import io.holdfast.sql.txn.LockWait;
import io.holdfast.sql.txn.LockedRow;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts new rows into a table, many at a time. A key must be free in the newest committed state and
 * in what this transaction has written; COMMIT makes sure that it still is.
 */
final class RowInserter {
  private final TableRows rows;
  private final ExecutionContext ctx;
  private final Listener listener;
  private final boolean hiddenKey;
  private final List<@Nullable Object[]> batch = new ArrayList<>();

  RowInserter(TableRows rows, ExecutionContext ctx, Listener listener) {
    this.rows = rows;
    this.ctx = ctx;
    this.listener = listener;
    this.hiddenKey = rows.table().hasHiddenKey();
  }

  /** What happens to the rows. */
  interface Listener {
    /** A row was put in; rows of one batch come in their order. */
    void inserted(@Nullable Object[] row);

    /** The key of row number {@code index} of a batch is taken by {@code old}. May throw. */
    void conflict(@Nullable Object[] row, int index, Bytes key, LockedRow old);
  }

  /** Takes a complete row, checked for nulls. */
  void add(@Nullable Object[] row) {
    batch.add(row);
  }

  /** True iff it is time to flush. */
  boolean isFull() {
    return batch.size() >= Modification.BATCH_ROWS;
  }

  boolean isEmpty() {
    return batch.isEmpty();
  }

  /** Writes what has been taken. */
  void flush() {
    if (hiddenKey) {
      for (int i = 0; i < batch.size(); i++) {
        @Nullable Object[] row = batch.get(i);
        long rowId = ctx.rowIds().next(rows.table().dataId());
        ctx.transaction().putFresh(rows.key(rowId), rows.value(row));
        listener.inserted(row);
      }
    } else {
      insertKeyed();
    }
    batch.clear();
  }

  private void insertKeyed() {
    List<Bytes> keys = new ArrayList<>(batch.size());
    for (@Nullable Object[] row : batch) {
      keys.add(rows.key(row));
    }
    if (keys.isEmpty()) {
      return;
    }
    NavigableMap<Bytes, LockedRow> locked =
        new TreeMap<>(ctx.transaction().lock(keys, LockWait.WAIT));
    for (int i = 0; i < keys.size(); i++) {
      Bytes key = keys.get(i);
      LockedRow old = locked.get(key);
      @Nullable Object[] row = batch.get(i);
      if (old != null && old.value() != null) {
        listener.conflict(row, i, key, old);
        refresh(locked, key);
      } else {
        Bytes value = rows.value(row);
        ctx.transaction().put(key, value);
        locked.put(key, new LockedRow(value, false, true));
        listener.inserted(row);
      }
    }
  }

  /** A conflict may have changed the row: another row of the batch must see that. */
  private void refresh(NavigableMap<Bytes, LockedRow> locked, Bytes key) {
    locked.putAll(ctx.transaction().lock(List.of(key), LockWait.WAIT));
  }
}
