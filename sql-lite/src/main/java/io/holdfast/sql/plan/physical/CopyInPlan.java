package io.holdfast.sql.plan.physical;

import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.plan.logical.OutputColumn;
import io.holdfast.sql.plan.physical.row.TableRows;
import java.util.List;

/**
 * COPY FROM STDIN.
 *
 * @param columns places in the table of the fields of a line
 * @param row complete new rows over the fields of a line
 */
public record CopyInPlan(TableRows rows, List<Integer> columns, List<Expr> row, PlanFacts facts)
    implements PhysicalPlan {
  /** Copies what it is given. */
  public CopyInPlan {
    columns = List.copyOf(columns);
    row = List.copyOf(row);
  }

  @Override
  public List<OutputColumn> outputColumns() {
    return List.of();
  }
}
