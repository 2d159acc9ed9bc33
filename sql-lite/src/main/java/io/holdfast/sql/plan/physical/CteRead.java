package io.holdfast.sql.plan.physical;

import io.holdfast.sql.plan.logical.Shape;
import java.util.List;

/** Rows of a common table expression, or those of the last round inside a recursive one. */
public record CteRead(int cte, String name, Shape shape, Estimate estimate) implements PlanNode {
  @Override
  public List<PlanNode> inputs() {
    return List.of();
  }
}
