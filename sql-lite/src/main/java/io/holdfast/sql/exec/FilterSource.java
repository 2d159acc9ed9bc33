package io.holdfast.sql.exec;

import io.holdfast.sql.expr.Expr;
import org.jspecify.annotations.Nullable;

/** The rows that fulfil a condition. */
final class FilterSource implements RowSource {
  private final RowSource input;
  private final Expr condition;
  private final ExecutionContext ctx;

  FilterSource(RowSource input, Expr condition, ExecutionContext ctx) {
    this.input = input;
    this.condition = condition;
    this.ctx = ctx;
  }

  @Override
  public @Nullable Object @Nullable [] next() {
    while (true) {
      ctx.step();
      @Nullable Object[] row = input.next();
      if (row == null || condition.test(row, ctx.eval())) {
        return row;
      }
    }
  }

  @Override
  public void close() {
    input.close();
  }
}
