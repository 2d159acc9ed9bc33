package io.holdfast.sql.plan.physical;

import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.plan.logical.Shape;
import java.util.List;

/** Rows written in the statement. */
public record ValuesScan(List<List<Expr>> rows, Shape shape, Estimate estimate)
    implements PlanNode {
  /** Copies what it is given. */
  public ValuesScan {
    rows = rows.stream().map(List::copyOf).toList();
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of();
  }
}
