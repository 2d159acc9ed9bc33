package io.holdfast.sql.expr;

import io.holdfast.sql.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * NULLIF: null when both are equal, else the first.
 *
 * @param equal the {@code =} operator of both types
 */
public record NullIf(ScalarFunction equal, Expr left, Expr right) implements Expr {
  @Override
  public SqlType type() {
    return left.type();
  }

  @Override
  public @Nullable Object eval(@Nullable Object[] row, EvalContext ctx) {
    Object a = left.eval(row, ctx);
    Object b = right.eval(row, ctx);
    if (a != null && b != null && Boolean.TRUE.equals(equal.body().apply2(ctx, a, b))) {
      return null;
    }
    return a;
  }

  @Override
  public List<Expr> children() {
    return List.of(left, right);
  }

  @Override
  public Expr withChildren(List<Expr> children) {
    return new NullIf(equal, children.get(0), children.get(1));
  }

  @Override
  public Volatility ownVolatility() {
    return equal.volatility();
  }
}
