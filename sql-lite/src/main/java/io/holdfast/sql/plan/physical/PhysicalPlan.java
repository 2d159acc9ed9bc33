package io.holdfast.sql.plan.physical;

import io.holdfast.sql.plan.logical.OutputColumn;
import java.util.List;

/** How a statement is run. */
public sealed interface PhysicalPlan
    permits QueryPlan, InsertPlan, UpdatePlan, DeletePlan, CopyInPlan {
  /** Columns of the rows the client gets; empty when it gets none. */
  List<OutputColumn> outputColumns();

  /** What an execution has to know before it begins. */
  PlanFacts facts();

  /** True iff rows of tables may be written or locked. */
  default boolean writes() {
    return !(this instanceof QueryPlan query) || query.locksRows();
  }
}
