package io.holdfast.sql.exec;

import io.holdfast.sql.plan.physical.FunctionRows;
import org.jspecify.annotations.Nullable;

/** Functions as a table. */
final class FunctionSource implements RowSource {
  private static final @Nullable Object[] NO_COLUMNS = {};

  private final FunctionRows node;
  private final ExecutionContext ctx;
  private final SetCallRows calls;
  private boolean begun;
  private long number;

  FunctionSource(FunctionRows node, ExecutionContext ctx) {
    this.node = node;
    this.ctx = ctx;
    this.calls = new SetCallRows(node.calls(), ctx.eval());
  }

  @Override
  public @Nullable Object @Nullable [] next() {
    if (!begun) {
      begun = true;
      calls.begin(NO_COLUMNS);
    }
    ctx.step();
    @Nullable Object[] row = new Object[node.shape().width()];
    if (number < 0 || !calls.next(row, 0)) {
      return null;
    }
    number++;
    if (node.ordinality()) {
      row[row.length - 1] = number;
    }
    return row;
  }

  @Override
  public void close() {
    begun = true;
    number = -1;
  }
}
