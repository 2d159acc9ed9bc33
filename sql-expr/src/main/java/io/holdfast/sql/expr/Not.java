package io.holdfast.sql.expr;

import io.holdfast.sql.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Negation; unknown stays unknown. */
public record Not(Expr condition) implements Expr {
  @Override
  public SqlType type() {
    return SqlType.BOOL;
  }

  @Override
  public @Nullable Object eval(@Nullable Object[] row, EvalContext ctx) {
    Object value = condition.eval(row, ctx);
    return value == null ? null : (Object) !(Boolean) value;
  }

  @Override
  public List<Expr> children() {
    return List.of(condition);
  }

  @Override
  public Expr withChildren(List<Expr> children) {
    return new Not(children.get(0));
  }
}
