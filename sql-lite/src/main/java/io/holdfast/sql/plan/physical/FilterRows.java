package io.holdfast.sql.plan.physical;

import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.plan.logical.Shape;
import java.util.List;

/** The rows that fulfil a condition. */
public record FilterRows(PlanNode input, Expr condition, Estimate estimate) implements PlanNode {
  @Override
  public Shape shape() {
    return input.shape();
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(input);
  }
}
