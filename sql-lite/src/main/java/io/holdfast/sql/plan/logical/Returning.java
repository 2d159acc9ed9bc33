package io.holdfast.sql.plan.logical;

import io.holdfast.sql.expr.Expr;
import java.util.List;

/**
 * RETURNING of a data-changing statement.
 *
 * @param exprs over the row that the statement's record describes
 */
public record Returning(List<Expr> exprs, List<OutputColumn> columns) {
  /** Copies both lists. */
  public Returning {
    exprs = List.copyOf(exprs);
    columns = List.copyOf(columns);
  }
}
