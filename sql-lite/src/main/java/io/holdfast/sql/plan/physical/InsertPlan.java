package io.holdfast.sql.plan.physical;

import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.plan.logical.OnConflict;
import io.holdfast.sql.plan.logical.OutputColumn;
import io.holdfast.sql.plan.physical.row.TableRows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * INSERT.
 *
 * @param source complete new rows
 * @param onConflict what to do about a key that is there; null: fail
 * @param returning over the new row; what the client gets, if there are output columns
 */
public record InsertPlan(
    TableRows rows,
    PlanNode source,
    @Nullable OnConflict onConflict,
    List<Expr> returning,
    List<OutputColumn> outputColumns,
    PlanFacts facts)
    implements PhysicalPlan {
  /** Copies what it is given. */
  public InsertPlan {
    returning = List.copyOf(returning);
    outputColumns = List.copyOf(outputColumns);
  }
}
