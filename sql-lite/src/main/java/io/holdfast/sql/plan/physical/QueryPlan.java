package io.holdfast.sql.plan.physical;

import io.holdfast.sql.plan.logical.OutputColumn;
import java.util.List;

/**
 * A statement that only answers rows.
 *
 * @param locksRows whether it locks some (FOR UPDATE and the like)
 */
public record QueryPlan(
    PlanNode root, List<OutputColumn> outputColumns, boolean locksRows, PlanFacts facts)
    implements PhysicalPlan {
  /** Copies what it is given. */
  public QueryPlan {
    outputColumns = List.copyOf(outputColumns);
  }
}
