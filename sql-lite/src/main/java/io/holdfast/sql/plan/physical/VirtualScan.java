package io.holdfast.sql.plan.physical;

import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.plan.logical.ScanColumn;
import io.holdfast.sql.plan.logical.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a table that is computed from the catalogue. */
public record VirtualScan(
    int scanId,
    TableDescriptor table,
    String alias,
    List<ScanColumn> columns,
    @Nullable Expr filter,
    Shape shape,
    Estimate estimate)
    implements PlanNode {
  /** Copies what it is given. */
  public VirtualScan {
    columns = List.copyOf(columns);
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of();
  }
}
