package io.holdfast.sql.plan.physical;

import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.plan.logical.Assignment;
import io.holdfast.sql.plan.logical.OutputColumn;
import io.holdfast.sql.plan.physical.row.TableRows;
import java.util.List;

/**
 * UPDATE.
 *
 * @param scanId the scan of the target in the source
 * @param source the target's columns (and its row id), then others
 * @param sourceLocks whether the source has locked the rows and read their newest version
 * @param assignments over a source row
 * @param returning over a source row with the new values in it
 */
public record UpdatePlan(
    TableRows rows,
    int scanId,
    PlanNode source,
    boolean sourceLocks,
    List<Assignment> assignments,
    List<Expr> returning,
    List<OutputColumn> outputColumns,
    PlanFacts facts)
    implements PhysicalPlan {
  /** Copies what it is given. */
  public UpdatePlan {
    assignments = List.copyOf(assignments);
    returning = List.copyOf(returning);
    outputColumns = List.copyOf(outputColumns);
  }
}
