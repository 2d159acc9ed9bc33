package io.holdfast.sql.expr;

import io.holdfast.sql.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value of an outer query, handed to a sub-plan at run time.
 *
 * @param index 0-based place in {@link EvalContext#execParam}
 */
public record ExecParam(int index, SqlType type) implements Expr {
  @Override
  public @Nullable Object eval(@Nullable Object[] row, EvalContext ctx) {
    return ctx.execParam(index);
  }

  @Override
  public List<Expr> children() {
    return List.of();
  }

  @Override
  public Expr withChildren(List<Expr> children) {
    return this;
  }

  @Override
  public Volatility ownVolatility() {
    // Constant for one run of the sub-plan only.
    return Volatility.STABLE;
  }
}
