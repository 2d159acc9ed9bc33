package io.holdfast.sql.expr;

import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * IS [NOT] NULL. A row is null when all its fields are, and is not null when none is.
 *
 * @param negated IS NOT NULL
 */
public record IsNull(Expr arg, boolean negated) implements Expr {
  @Override
  public SqlType type() {
    return SqlType.BOOL;
  }

  @Override
  public @Nullable Object eval(@Nullable Object[] row, EvalContext ctx) {
    Object value = arg.eval(row, ctx);
    if (value instanceof List<?> fields && arg.type().is(BaseType.RECORD)) {
      for (Object field : fields) {
        if ((field == null) == negated) {
          return false;
        }
      }
      return true;
    }
    return (value == null) != negated;
  }

  @Override
  public List<Expr> children() {
    return List.of(arg);
  }

  @Override
  public Expr withChildren(List<Expr> children) {
    return new IsNull(children.get(0), negated);
  }
}
