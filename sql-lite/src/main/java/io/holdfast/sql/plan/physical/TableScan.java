package io.holdfast.sql.plan.physical;

import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.plan.logical.Shape;
import io.holdfast.sql.plan.physical.row.RowDecoder;
import io.holdfast.sql.plan.physical.row.TableRows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a range of keys, in the order of the primary key.
 *
 * @param prefix values of the first key columns
 * @param low least value of the next key column; null for none
 * @param high greatest value of that column; null for none
 * @param reverse greatest key first
 * @param rowsWanted int8 values over no columns whose sum is how many rows the reader takes at
 *     most; empty: it may take all
 */
public record TableScan(
    int scanId,
    TableRows rows,
    String alias,
    RowDecoder decoder,
    List<Expr> prefix,
    @Nullable Bound low,
    @Nullable Bound high,
    boolean reverse,
    List<Expr> rowsWanted,
    @Nullable Expr filter,
    Estimate estimate)
    implements PlanNode {
  /** Copies what it is given. */
  public TableScan {
    prefix = List.copyOf(prefix);
    rowsWanted = List.copyOf(rowsWanted);
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
