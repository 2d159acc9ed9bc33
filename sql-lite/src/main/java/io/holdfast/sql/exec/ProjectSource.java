package io.holdfast.sql.exec;

import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.expr.Expr;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One computed row for each row. */
final class ProjectSource implements RowSource {
  private final RowSource input;
  private final List<Expr> exprs;
  private final EvalContext eval;

  ProjectSource(RowSource input, List<Expr> exprs, EvalContext eval) {
    this.input = input;
    this.exprs = exprs;
    this.eval = eval;
  }

  @Override
  public @Nullable Object @Nullable [] next() {
    @Nullable Object[] row = input.next();
    return row == null ? null : compute(exprs, row, eval);
  }

  static @Nullable Object[] compute(List<Expr> exprs, @Nullable Object[] row, EvalContext eval) {
    @Nullable Object[] out = new Object[exprs.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = exprs.get(i).eval(row, eval);
    }
    return out;
  }

  @Override
  public void close() {
    input.close();
  }
}
