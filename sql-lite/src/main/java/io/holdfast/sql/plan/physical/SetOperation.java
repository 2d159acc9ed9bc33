package io.holdfast.sql.plan.physical;

import io.holdfast.sql.plan.logical.SetOp;
import io.holdfast.sql.plan.logical.Shape;
import java.util.List;

/** UNION, INTERSECT or EXCEPT. */
public record SetOperation(
    SetOp.Kind kind, boolean all, PlanNode left, PlanNode right, Shape shape, Estimate estimate)
    implements PlanNode {
  @Override
  public List<PlanNode> inputs() {
    return List.of(left, right);
  }
}
