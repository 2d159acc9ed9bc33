package io.holdfast.sql.exec;

import io.holdfast.sql.plan.physical.PlanNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a common table expression: read as far as the furthest reader, kept for the rest. */
final class CteRows {
  private final @Nullable PlanNode plan;
  private final List<@Nullable Object[]> rows = new ArrayList<>();
  private @Nullable RowSource source;
  private boolean complete;
  private long heldBytes;

  /** Rows that a plan will yield. */
  CteRows(PlanNode plan) {
    this.plan = plan;
  }

  /** Rows that are there. */
  CteRows(List<@Nullable Object[]> rows) {
    this.plan = null;
    this.rows.addAll(rows);
    this.complete = true;
  }

  /** A new reader from the first row. */
  RowSource open(ExecutionContext ctx) {
    return new Reader(ctx);
  }

  private boolean fetch(ExecutionContext ctx) {
    PlanNode unread = plan;
    if (complete || unread == null) {
      return false;
    }
    if (source == null) {
      source = Operators.open(unread, ctx);
    }
    @Nullable Object[] row = source.next();
    if (row == null) {
      complete = true;
      source.close();
      return false;
    }
    long bytes = MemoryTracker.sizeOf(row);
    ctx.memory().reserve(bytes);
    heldBytes += bytes;
    rows.add(row);
    return true;
  }

  /** Forgets everything. */
  void close(ExecutionContext ctx) {
    if (source != null) {
      source.close();
    }
    complete = true;
    rows.clear();
    ctx.memory().release(heldBytes);
    heldBytes = 0;
  }

  private final class Reader implements RowSource {
    private final ExecutionContext ctx;
    private int at;

    Reader(ExecutionContext ctx) {
      this.ctx = ctx;
    }

    @Override
    public @Nullable Object @Nullable [] next() {
      ctx.step();
      return at < rows.size() || fetch(ctx) ? rows.get(at++) : null;
    }

    @Override
    public void close() {
      at = rows.size();
    }
  }
}
