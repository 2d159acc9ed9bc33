package io.holdfast.sql.expr;

import io.holdfast.sql.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of the statement: {@code $n} or a literal lifted out of the text. Its type is {@code
 * unknown} until the context decides.
 *
 * @param index 0-based place in {@link EvalContext#param}
 */
public record Param(int index, SqlType type) implements Expr {
  @Override
  public @Nullable Object eval(@Nullable Object[] row, EvalContext ctx) {
    return ctx.param(index);
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
    // One plan serves many values.
    return Volatility.STABLE;
  }
}
