package io.holdfast.sql.expr;

import io.holdfast.sql.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some condition holds (three-valued); later ones are not evaluated after a true one. */
public record Or(List<Expr> conditions) implements Expr {
  /** The conditions are copied. */
  public Or {
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
      } else if (value.equals(true)) {
        return value;
      }
    }
    return unknown ? null : Boolean.FALSE;
  }

  @Override
  public List<Expr> children() {
    return conditions;
  }

  @Override
  public Expr withChildren(List<Expr> children) {
    return new Or(children);
  }
}
