package io.holdfast.sql.plan.logical;

import io.holdfast.sql.expr.Expr;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A window of the input's rows.
 *
 * @param count int8 over no columns; null (or a null value) is all
 * @param offset int8 over no columns; null (or a null value) is 0
 */
public record Limit(Rel input, @Nullable Expr count, @Nullable Expr offset) implements Rel {
  @Override
  public Shape shape() {
    return input.shape();
  }

  @Override
  public List<Rel> inputs() {
    return List.of(input);
  }
}
