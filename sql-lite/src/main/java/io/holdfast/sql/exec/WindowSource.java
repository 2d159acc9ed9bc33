package io.holdfast.sql.exec;

import io.holdfast.sql.plan.logical.WindowCall;
import io.holdfast.sql.plan.physical.WindowRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Window functions: all rows are kept; for each function they are sorted by partition and order.
 * Rows come out in the order of the last function, as if one sort after the other had been made.
 */
final class WindowSource implements RowSource {
  private final WindowRows node;
  private final RowSource input;
  private final ExecutionContext ctx;
  private @Nullable List<@Nullable Object[]> rows;
  private int next;
  private long heldBytes;

  WindowSource(WindowRows node, RowSource input, ExecutionContext ctx) {
    this.node = node;
    this.input = input;
    this.ctx = ctx;
  }

  @Override
  public @Nullable Object @Nullable [] next() {
    List<@Nullable Object[]> all = rows;
    if (all == null) {
      all = read();
      int width = node.input().shape().width();
      for (int i = 0; i < node.calls().size(); i++) {
        WindowCall call = node.calls().get(i);
        new WindowPartition(call, width + i, node.shape().types(), ctx).compute(all);
      }
      rows = all;
    }
    return next == all.size() ? null : all.get(next++);
  }

  private List<@Nullable Object[]> read() {
    List<@Nullable Object[]> all = new ArrayList<>();
    int width = node.shape().width();
    for (@Nullable Object[] row = input.next(); row != null; row = input.next()) {
      ctx.step();
      long bytes = MemoryTracker.sizeOf(row) + 24L * node.calls().size();
      ctx.memory().reserve(bytes);
      heldBytes += bytes;
      all.add(Arrays.copyOf(row, width));
    }
    return all;
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
