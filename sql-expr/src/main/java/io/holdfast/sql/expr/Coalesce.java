package io.holdfast.sql.expr;

import io.holdfast.sql.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The first value that is not null. */
public record Coalesce(List<Expr> args, SqlType type) implements Expr {
  /** The arguments are copied. */
  public Coalesce {
    args = List.copyOf(args);
  }

  @Override
  public @Nullable Object eval(@Nullable Object[] row, EvalContext ctx) {
    for (int i = 0; i < args.size(); i++) {
      Object value = args.get(i).eval(row, ctx);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  @Override
  public List<Expr> children() {
    return args;
  }

  @Override
  public Expr withChildren(List<Expr> children) {
    return new Coalesce(children, type);
  }
}
