package io.holdfast.sql.exec;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All rows of the input, in order; equal rows in the order they came. */
final class SortSource implements RowSource {
  private final RowSource input;
  private final RowOrder order;
  private final ExecutionContext ctx;
  private @Nullable List<@Nullable Object[]> rows;
  private int next;
  private long heldBytes;

  SortSource(RowSource input, RowOrder order, ExecutionContext ctx) {
    this.input = input;
    this.order = order;
    this.ctx = ctx;
  }

  @Override
  public @Nullable Object @Nullable [] next() {
    List<@Nullable Object[]> sorted = rows;
    if (sorted == null) {
      sorted = new ArrayList<>();
      for (@Nullable Object[] row = input.next(); row != null; row = input.next()) {
        ctx.step();
        long bytes = MemoryTracker.sizeOf(row);
        ctx.memory().reserve(bytes);
        heldBytes += bytes;
        sorted.add(row);
      }
      ctx.eval().checkCancel();
      sorted.sort(ctx.stepping(order));
      rows = sorted;
    }
    return next == sorted.size() ? null : sorted.get(next++);
  }

  @Override
  public void close() {
    input.close();
    rows = List.of();
    next = 0;
    ctx.memory().release(heldBytes);
    heldBytes = 0;
  }
}
