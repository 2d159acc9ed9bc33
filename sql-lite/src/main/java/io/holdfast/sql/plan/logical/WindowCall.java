package io.holdfast.sql.plan.logical;

import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.function.AggregateFunction;
import io.holdfast.sql.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A window function over the rows of a partition; the frame is always the default one: from the
 * first row of the partition to the last peer of the current row, the whole partition without an
 * order.
 *
 * @param function which one
 * @param aggregate the aggregate when the function is {@link Function#AGGREGATE}, else null
 * @param args over the window's input
 * @param partitionBy columns of the input
 * @param orderBy columns of the input
 */
public record WindowCall(
    Function function,
    @Nullable AggregateFunction aggregate,
    List<Expr> args,
    List<Integer> partitionBy,
    List<SortKey> orderBy,
    SqlType type) {
  /** Window functions. */
  public enum Function {
    ROW_NUMBER,
    RANK,
    DENSE_RANK,
    PERCENT_RANK,
    CUME_DIST,
    NTILE,
    LAG,
    LEAD,
    FIRST_VALUE,
    LAST_VALUE,
    NTH_VALUE,
    /** An aggregate over the frame. */
    AGGREGATE
  }

  /** Copies the lists. */
  public WindowCall {
    args = List.copyOf(args);
    partitionBy = List.copyOf(partitionBy);
    orderBy = List.copyOf(orderBy);
  }
}
