package io.holdfast.sql.expr;

import io.holdfast.sql.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All conditions hold (three-valued); later ones are not evaluated after a false one. */
public record And(List<Expr> conditions) implements Expr {
  /** The conditions are copied. */
  public And {
    conditions = List.copyOf(conditions);
  }

  @Override
  public SqlType type() {
    return SqlType.BOOL;
  }

  @Override
  public @Nullable Object eval(@Nullable Object[] row, EvalContext ctx) {
    boolean unknown = false;
    List<Expr> all = conditions;
    for (int i = 0; i < all.size(); i++) {
      Object value = all.get(i).eval(row, ctx);
      if (value == null) {
        unknown = true;
      } else if (value.equals(false)) {
        return value;
      }
    }
    return unknown ? null : Boolean.TRUE;
  }

  @Override
  public List<Expr> children() {
    return conditions;
  }

  @Override
  public Expr withChildren(List<Expr> children) {
    return new And(children);
  }
}
