package io.holdfast.sql.plan.physical;

import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.plan.logical.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the rows.
 *
 * @param count int8 over no columns; null (or a null value) is all
 * @param offset int8 over no columns; null (or a null value) is 0
 */
public record LimitRows(
    PlanNode input, @Nullable Expr count, @Nullable Expr offset, Estimate estimate)
    implements PlanNode {
  @Override
  public Shape shape() {
    return input.shape();
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(input);
  }
}
