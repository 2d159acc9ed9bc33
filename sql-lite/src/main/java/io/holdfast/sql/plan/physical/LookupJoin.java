package io.holdfast.sql.plan.physical;

import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.plan.logical.JoinKind;
import io.holdfast.sql.plan.logical.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Left rows with the right rows whose primary key they hold, looked up in batches.
 *
 * @param kind INNER, LEFT, SEMI or ANTI
 * @param right table that is looked into; its key is computed over a left row
 * @param residual over both rows; null for nothing
 */
public record LookupJoin(
    JoinKind kind,
    PlanNode left,
    PointGet right,
    @Nullable Expr residual,
    Shape shape,
    Estimate estimate)
    implements PlanNode {
  @Override
  public List<PlanNode> inputs() {
    return List.of(left, right);
  }
}
