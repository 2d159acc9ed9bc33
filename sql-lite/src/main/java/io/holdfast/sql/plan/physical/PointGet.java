package io.holdfast.sql.plan.physical;

import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.plan.logical.Shape;
import io.holdfast.sql.plan.physical.row.RowDecoder;
import io.holdfast.sql.plan.physical.row.TableRows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The row of one key, if there is one.
 *
 * @param scanId number of the scan in the statement
 * @param decoder of the columns that are needed
 * @param key a value for each column of the primary key, or the row id; over no columns. A null
 *     finds nothing.
 * @param filter what else the row has to fulfil; null for nothing
 * @param rows keys and values of the table
 * @param locks true: the row is locked and read in its newest version, as the target of a change
 */
public record PointGet(
    int scanId,
    TableRows rows,
    String alias,
    RowDecoder decoder,
    List<Expr> key,
    @Nullable Expr filter,
    boolean locks,
    Estimate estimate)
    implements PlanNode {
  /** Copies what it is given. */
  public PointGet {
    key = List.copyOf(key);
  }

  @Override
  public Shape shape() {
    return decoder.shape();
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of();
  }
}
