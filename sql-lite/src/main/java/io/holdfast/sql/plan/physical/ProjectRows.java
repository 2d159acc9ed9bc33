package io.holdfast.sql.plan.physical;

import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.plan.logical.Shape;
import java.util.List;

/** One computed row for each row. */
public record ProjectRows(PlanNode input, List<Expr> exprs, Shape shape, Estimate estimate)
    implements PlanNode {
  /** Copies what it is given. */
  public ProjectRows {
    exprs = List.copyOf(exprs);
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(input);
  }
}
