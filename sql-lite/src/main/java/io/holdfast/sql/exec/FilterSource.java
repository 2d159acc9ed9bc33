package io.holdfast.sql.exec;

import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.expr.Expr;
import org.jspecify.annotations.Nullable;

/** The rows that fulfil a condition. */
final class FilterSource implements RowSource {
  private final RowSource input;
  private final Expr condition;
  private final EvalContext eval;

  FilterSource(RowSource input, Expr condition, EvalContext eval) {
    this.input = input;
    this.condition = condition;
    this.eval = eval;
  }

  @Override
  public @Nullable Object @Nullable [] next() {
    while (true) {
      @Nullable Object[] row = input.next();
      if (row == null || condition.test(row, eval)) {
        return row;
      }
    }
  }

  @Override
  public void close() {
    input.close();
  }
}
