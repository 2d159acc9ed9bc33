package io.holdfast.sql.plan.physical;

import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.plan.logical.OutputColumn;
import io.holdfast.sql.plan.physical.row.TableRows;
import java.util.List;

/**
 * DELETE.
 *
 * @param scanId the scan of the target in the source
 * @param source the target's columns (and its row id), then others
 * @param sourceLocks whether the source has locked the rows and read their newest version
 * @param returning over a source row
 */
public record DeletePlan(
    TableRows rows,
    int scanId,
    PlanNode source,
    boolean sourceLocks,
    List<Expr> returning,
    List<OutputColumn> outputColumns,
    PlanFacts facts)
    implements PhysicalPlan {
  /** Copies what it is given. */
  public DeletePlan {
    returning = List.copyOf(returning);
    outputColumns = List.copyOf(outputColumns);
  }
}
