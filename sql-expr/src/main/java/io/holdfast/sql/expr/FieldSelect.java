package io.holdfast.sql.expr;

import io.holdfast.sql.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One field of a row value.
 *
 * @param field 0-based
 */
public record FieldSelect(Expr arg, int field, SqlType type) implements Expr {
  @Override
  public @Nullable Object eval(@Nullable Object[] row, EvalContext ctx) {
    Object value = arg.eval(row, ctx);
    return value == null ? null : ((List<?>) value).get(field);
  }

  @Override
  public List<Expr> children() {
    return List.of(arg);
  }

  @Override
  public Expr withChildren(List<Expr> children) {
    return new FieldSelect(children.get(0), field, type);
  }
}
