package io.holdfast.sql.exec;

import io.holdfast.client.txn.KeyValue;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.plan.logical.LockRows;
import io.holdfast.sql.plan.physical.LockedRows;
import io.holdfast.sql.plan.physical.row.TableRows;
import io.holdfast.sql.txn.LockWait;
import io.holdfast.sql.txn.LockedRow;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * SELECT FOR UPDATE and the like. Locks of all strengths exclude each other: the row locks of a
 * node know one kind.
 */
final class LockedRowsSource implements RowSource {
  private final LockedRows node;
  private final ExecutionContext ctx;
  private final List<ExecutionContext.ScanWatch> watches = new ArrayList<>();
  private final RowSource input;
  private boolean begun;

  LockedRowsSource(LockedRows node, ExecutionContext ctx) {
    this.node = node;
    this.ctx = ctx;
    for (LockRows.Target target : node.targets()) {
      watches.add(ctx.watchScan(target.scanId()));
    }
    this.input = Operators.open(node.input(), ctx);
  }

  @Override
  public @Nullable Object @Nullable [] next() {
    if (!begun) {
      begun = true;
      ctx.transaction().requireWritable("SELECT " + strongest());
    }
    while (true) {
      @Nullable Object[] row = input.next();
      if (row == null) {
        return null;
      }
      @Nullable Object[] locked = lock(row);
      if (locked != null) {
        return locked;
      }
    }
  }

  private String strongest() {
    return switch (node.targets().get(0).strength()) {
      case KEY_SHARE -> "FOR KEY SHARE";
      case SHARE -> "FOR SHARE";
      case NO_KEY_UPDATE -> "FOR NO KEY UPDATE";
      case UPDATE -> "FOR UPDATE";
    };
  }

  /** The row with its parts locked; null when a part is gone, left out or does not fit any more. */
  private @Nullable Object @Nullable [] lock(@Nullable Object[] row) {
    List<@Nullable KeyValue> newest = new ArrayList<>();
    boolean changed = false;
    for (int i = 0; i < node.targets().size(); i++) {
      LockRows.Target target = node.targets().get(i);
      Bytes key = keyOf(row, target, node.tables().get(i));
      if (key == null) {
        newest.add(null);
        continue;
      }
      NavigableMap<Bytes, Bytes> seen = new TreeMap<>();
      Bytes before = watches.get(i).seenValue(key);
      seen.put(key, before);
      LockedRow locked = lockRow(seen, target, node.tables().get(i)).get(key);
      if (locked == null || locked.value() == null) {
        return null;
      }
      changed |= !locked.value().equals(before);
      newest.add(new KeyValue(key, locked.value()));
    }
    return changed ? checkAgain(newest) : row;
  }

  private NavigableMap<Bytes, LockedRow> lockRow(
      NavigableMap<Bytes, Bytes> seen, LockRows.Target target, TableRows table) {
    try {
      return ctx.transaction().lockSeen(seen, waitOf(target));
    } catch (SqlException e) {
      if (e.state() == SqlState.LOCK_NOT_AVAILABLE
          && target.policy() == LockRows.WaitPolicy.NOWAIT) {
        throw new SqlException(
                e.state(),
                "could not obtain lock on row in relation \"" + table.table().name() + "\"")
            .causedBy(e);
      }
      throw e;
    }
  }

  private static @Nullable Bytes keyOf(
      @Nullable Object[] row, LockRows.Target target, TableRows table) {
    @Nullable Object[] values = new Object[target.keyColumns().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row[target.keyColumns().get(i)];
      if (values[i] == null) {
        return null;
      }
    }
    return table.keyOf(values);
  }

  private static LockWait waitOf(LockRows.Target target) {
    return switch (target.policy()) {
      case WAIT -> LockWait.WAIT;
      case NOWAIT -> LockWait.NOWAIT;
      case SKIP_LOCKED -> LockWait.SKIP_LOCKED;
    };
  }

  private @Nullable Object @Nullable [] checkAgain(List<@Nullable KeyValue> newest) {
    for (int i = 0; i < newest.size(); i++) {
      watches.get(i).only = newest.get(i);
    }
    try (RowSource again = Operators.open(node.input(), ctx)) {
      return again.next();
    } finally {
      watches.forEach(watch -> watch.only = null);
    }
  }

  @Override
  public void close() {
    input.close();
    watches.forEach(ctx::unwatch);
  }
}
