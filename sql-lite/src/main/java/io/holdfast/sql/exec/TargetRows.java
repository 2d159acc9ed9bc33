package io.holdfast.sql.exec;

import io.holdfast.client.txn.KeyValue;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.plan.physical.PlanNode;
import io.holdfast.sql.plan.physical.row.TableRows;
import io.holdfast.sql.txn.LockWait;
import io.holdfast.sql.txn.LockedRow;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rows that an UPDATE or DELETE changes: each once, locked, in its newest version. A row that
 * has changed since it was read is checked again: the source runs with the new version as the only
 * row of the target.
 */
final class TargetRows implements AutoCloseable {
  private final TableRows rows;
  private final PlanNode plan;
  private final boolean sourceLocks;
  private final ExecutionContext ctx;
  private final ExecutionContext.@Nullable ScanWatch watch;
  private final RowSource source;
  private final Deque<Target> ready = new ArrayDeque<>();
  private boolean sourceDone;

  /** The rows of a source; {@code scanId} is the scan of the target inside of it. */
  TargetRows(TableRows rows, int scanId, PlanNode plan, boolean sourceLocks, ExecutionContext ctx) {
    this.rows = rows;
    this.plan = plan;
    this.sourceLocks = sourceLocks;
    this.ctx = ctx;
    this.watch = sourceLocks ? null : ctx.watchScan(scanId);
    this.source = Operators.open(plan, ctx);
  }

  /** A locked row: its key, and the source's row made of its newest version. */
  static final class Target {
    private final Bytes key;
    private final @Nullable Object[] row;

    Target(Bytes key, @Nullable Object[] row) {
      this.key = key;
      this.row = row;
    }

    Bytes key() {
      return key;
    }

    @Nullable Object[] row() {
      return row;
    }
  }

  /** The next row; null after the last. */
  @Nullable Target next() {
    while (ready.isEmpty() && !sourceDone) {
      fill();
    }
    return ready.poll();
  }

  private void fill() {
    if (sourceLocks) {
      @Nullable Object[] row = source.next();
      if (row == null) {
        sourceDone = true;
      } else {
        ready.add(new Target(rows.key(row), row));
      }
      return;
    }
    Map<Bytes, @Nullable Object[]> batch = new LinkedHashMap<>();
    while (batch.size() < Modification.BATCH_ROWS) {
      @Nullable Object[] row = source.next();
      if (row == null) {
        sourceDone = true;
        break;
      }
      batch.putIfAbsent(rows.key(row), row);
    }
    if (!batch.isEmpty() && watch != null) {
      lock(batch, watch);
    }
  }

  private void lock(Map<Bytes, @Nullable Object[]> batch, ExecutionContext.ScanWatch watched) {
    NavigableMap<Bytes, Bytes> seen = new TreeMap<>();
    batch.keySet().forEach(key -> seen.put(key, watched.seenValue(key)));
    NavigableMap<Bytes, LockedRow> locked = ctx.transaction().lockSeen(seen, LockWait.WAIT);
    for (Map.Entry<Bytes, @Nullable Object[]> entry : batch.entrySet()) {
      Bytes key = entry.getKey();
      LockedRow newest = locked.get(key);
      if (newest == null || newest.value() == null || newest.writtenByStatement()) {
        continue;
      }
      @Nullable Object[] row = entry.getValue();
      if (newest.changed() && !newest.value().equals(seen.get(key))) {
        row = checkAgain(new KeyValue(key, newest.value()), watched);
      }
      if (row != null) {
        ready.add(new Target(key, row));
      }
    }
  }

  private @Nullable Object @Nullable [] checkAgain(
      KeyValue newest, ExecutionContext.ScanWatch watched) {
    watched.only = newest;
    try (RowSource again = Operators.open(plan, ctx)) {
      return again.next();
    } finally {
      watched.only = null;
    }
  }

  @Override
  public void close() {
    source.close();
    if (watch != null) {
      ctx.unwatch(watch);
    }
  }
}
