package io.holdfast.sql.expr;

import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.Values;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** GREATEST or LEAST of values of one type; nulls do not take part. */
public record Extremum(boolean greatest, List<Expr> args, SqlType type) implements Expr {
  /** The arguments are copied. */
  public Extremum {
    args = List.copyOf(args);
  }

  @Override
  public @Nullable Object eval(@Nullable Object[] row, EvalContext ctx) {
    Object best = null;
    for (int i = 0; i < args.size(); i++) {
      Object value = args.get(i).eval(row, ctx);
      if (value == null) {
        continue;
      }
      if (best == null || Values.compare(type, value, best) > 0 == greatest) {
        best = value;
      }
    }
    return best;
  }

  @Override
  public List<Expr> children() {
    return args;
  }

  @Override
  public Expr withChildren(List<Expr> children) {
    return new Extremum(greatest, children, type);
  }
}
