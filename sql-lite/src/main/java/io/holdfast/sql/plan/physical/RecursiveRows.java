package io.holdfast.sql.plan.physical;

import io.holdfast.sql.plan.logical.Shape;
import java.util.List;

/**
 * WITH RECURSIVE.
 *
 * @param all false: rows that were there already are dropped
 */
public record RecursiveRows(
    int cte, boolean all, PlanNode base, PlanNode step, Shape shape, Estimate estimate)
    implements PlanNode {
  @Override
  public List<PlanNode> inputs() {
    return List.of(base, step);
  }
}
