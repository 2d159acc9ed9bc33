package io.holdfast.sql.expr;

import io.holdfast.sql.type.SqlArray;
import io.holdfast.sql.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code left op ANY (array)} or {@code left op ALL (array)}.
 *
 * @param operator a condition over the left value and one element
 * @param any ANY; else ALL
 */
public record AnyAll(ScalarFunction operator, boolean any, Expr left, Expr array) implements Expr {
  @Override
  public SqlType type() {
    return SqlType.BOOL;
  }

  @Override
  public @Nullable Object eval(@Nullable Object[] row, EvalContext ctx) {
    Object value = left.eval(row, ctx);
    Object elements = array.eval(row, ctx);
    if (elements == null) {
      return null;
    }
    boolean unknown = false;
    SqlArray all = (SqlArray) elements;
    for (int i = 0; i < all.size(); i++) {
      Object one = operator.body().apply2(ctx, value, all.get(i));
      if (one == null) {
        unknown = true;
      } else if ((Boolean) one == any) {
        return any;
      }
    }
    return unknown ? null : (Object) !any;
  }

  @Override
  public List<Expr> children() {
    return List.of(left, array);
  }

  @Override
  public Expr withChildren(List<Expr> children) {
    return new AnyAll(operator, any, children.get(0), children.get(1));
  }

  @Override
  public Volatility ownVolatility() {
    return operator.volatility();
  }
}
