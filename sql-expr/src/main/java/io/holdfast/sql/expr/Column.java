package io.holdfast.sql.expr;

import io.holdfast.sql.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column of the input row.
 *
 * @param index 0-based place in the row
 */
public record Column(int index, SqlType type) implements Expr {
  @Override
  public @Nullable Object eval(@Nullable Object[] row, EvalContext ctx) {
    return row[index];
  }

  @Override
  public List<Expr> children() {
    return List.of();
  }

  @Override
  public Expr withChildren(List<Expr> children) {
    return this;
  }
}
