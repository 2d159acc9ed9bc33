package io.holdfast.sql.expr;

import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * IN over a list of values of one type.
 *
 * @param equal the {@code =} operator of the types
 * @param negated NOT IN
 */
public record InList(ScalarFunction equal, Expr left, List<Expr> items, boolean negated)
    implements Expr {
  /** The items are copied. */
  public InList {
    items = List.copyOf(items);
  }

  @Override
  public SqlType type() {
    return SqlType.BOOL;
  }

  @Override
  public @Nullable Object eval(@Nullable Object[] row, EvalContext ctx) {
    Object value = left.eval(row, ctx);
    if (value == null) {
      return null;
    }
    boolean unknown = false;
    for (int i = 0; i < items.size(); i++) {
      Object item = items.get(i).eval(row, ctx);
      Object same = item == null ? null : equal.body().apply2(ctx, value, item);
      if (same == null) {
        unknown = true;
      } else if (same.equals(true)) {
        return !negated;
      }
    }
    return unknown ? null : (Object) negated;
  }

  @Override
  public List<Expr> children() {
    List<Expr> all = new ArrayList<>(items.size() + 1);
    all.add(left);
    all.addAll(items);
    return all;
  }

  @Override
  public Expr withChildren(List<Expr> children) {
    return new InList(equal, children.get(0), children.subList(1, children.size()), negated);
  }

  @Override
  public Volatility ownVolatility() {
    return equal.volatility();
  }
}
