package io.holdfast.sql.expr;

import io.holdfast.sql.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * IS [NOT] DISTINCT FROM: two nulls are the same.
 *
 * @param equal the {@code =} operator of both types
 * @param negated IS NOT DISTINCT FROM
 */
public record IsDistinct(ScalarFunction equal, Expr left, Expr right, boolean negated)
    implements Expr {
  @Override
  public SqlType type() {
    return SqlType.BOOL;
  }

  @Override
  public @Nullable Object eval(@Nullable Object[] row, EvalContext ctx) {
    Object a = left.eval(row, ctx);
    Object b = right.eval(row, ctx);
    boolean same =
        (a == null || b == null)
            ? (a == null && b == null)
            : Boolean.TRUE.equals(equal.body().apply2(ctx, a, b));
    return same == negated;
  }

  @Override
  public List<Expr> children() {
    return List.of(left, right);
  }

  @Override
  public Expr withChildren(List<Expr> children) {
    return new IsDistinct(equal, children.get(0), children.get(1), negated);
  }

  @Override
  public Volatility ownVolatility() {
    return equal.volatility();
  }
}
