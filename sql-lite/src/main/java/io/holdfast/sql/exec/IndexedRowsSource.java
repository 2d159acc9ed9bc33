package io.holdfast.sql.exec;

import io.holdfast.sql.plan.physical.IndexedRows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows for one outer row: out of those kept, or read. */
final class IndexedRowsSource implements RowSource {
  private final IndexedRows node;
  private final ExecutionContext ctx;
  private boolean begun;
  private @Nullable List<@Nullable Object[]> kept;
  private @Nullable RowSource direct;
  private int at;

  IndexedRowsSource(IndexedRows node, ExecutionContext ctx) {
    this.node = node;
    this.ctx = ctx;
  }

  @Override
  public @Nullable Object @Nullable [] next() {
    if (!begun) {
      begun = true;
      kept = ctx.rowIndex(node).find(ctx);
      direct = kept == null ? Operators.open(node.direct(), ctx) : null;
    }
    if (direct != null) {
      return direct.next();
    }
    List<@Nullable Object[]> rows = kept;
    while (rows != null && at < rows.size()) {
      ctx.step();
      @Nullable Object[] row = rows.get(at++);
      if (node.residual() == null || node.residual().test(row, ctx.eval())) {
        return row;
      }
    }
    return null;
  }

  @Override
  public void close() {
    begun = true;
    kept = null;
    if (direct != null) {
      direct.close();
    }
  }
}
