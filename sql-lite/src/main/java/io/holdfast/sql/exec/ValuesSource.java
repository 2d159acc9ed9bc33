package io.holdfast.sql.exec;

import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.expr.Expr;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows written in the statement. */
final class ValuesSource implements RowSource {
  private static final @Nullable Object[] NO_COLUMNS = {};

  private final List<List<Expr>> rows;
  private final EvalContext eval;
  private int next;

  ValuesSource(List<List<Expr>> rows, EvalContext eval) {
    this.rows = rows;
    this.eval = eval;
  }

  @Override
  public @Nullable Object @Nullable [] next() {
    return next == rows.size() ? null : ProjectSource.compute(rows.get(next++), NO_COLUMNS, eval);
  }

  @Override
  public void close() {
    next = rows.size();
  }
}
