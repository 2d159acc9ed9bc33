package io.holdfast.sql.plan.logical;

import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.function.AggregateFunction;
import io.holdfast.sql.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An aggregate over the rows of a group; its expressions speak of the aggregate's input.
 *
 * @param args as the function wants them; empty for {@code count(*)}
 * @param distinct rows with equal arguments count once
 * @param orderBy order in which the function gets the rows; empty: any
 * @param filter rows for which it is not true are left out; null: all count
 */
public record AggregateCall(
    AggregateFunction function,
    List<Expr> args,
    boolean distinct,
    List<OrderKey> orderBy,
    @Nullable Expr filter) {
  /** An order by a value that is no column. */
  public record OrderKey(Expr value, boolean descending, boolean nullsFirst) {}

  /** Copies the lists. */
  public AggregateCall {
    args = List.copyOf(args);
    orderBy = List.copyOf(orderBy);
  }

  /** Type of the result. */
  public SqlType type() {
    return function.returnType();
  }
}
