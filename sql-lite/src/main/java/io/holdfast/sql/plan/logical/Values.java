package io.holdfast.sql.plan.logical;

import io.holdfast.sql.expr.Expr;
import java.util.List;

/** Rows written in the statement; their expressions have no columns to speak of. */
public record Values(List<List<Expr>> rows, Shape shape) implements Rel {
  /** One row without columns: what a SELECT without FROM reads. */
  public static final Values ONE_ROW = new Values(List.of(List.of()), Shape.EMPTY);

  /** Copies the rows. */
  public Values {
    rows = rows.stream().map(List::copyOf).toList();
  }

  @Override
  public List<Rel> inputs() {
    return List.of();
  }
}
