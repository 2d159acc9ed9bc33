package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.function.AggregateFunction;
import io.holdfast.sql.plan.logical.AggregateCall.OrderKey;
import io.holdfast.sql.plan.logical.WindowCall;
import io.holdfast.sql.type.SqlType;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A window function whose expressions still speak of the level's FROM row. */
record WindowDraft(
    WindowCall.Function function,
    @Nullable AggregateFunction aggregate,
    List<Expr> args,
    List<Expr> partitionBy,
    List<OrderKey> orderBy,
    SqlType type) {
  /** The same with other expressions. */
  WindowDraft with(UnaryOperator<Expr> change) {
    return new WindowDraft(
        function,
        aggregate,
        args.stream().map(change).toList(),
        partitionBy.stream().map(change).toList(),
        orderBy.stream()
            .map(key -> new OrderKey(change.apply(key.value()), key.descending(), key.nullsFirst()))
            .toList(),
        type);
  }
}
