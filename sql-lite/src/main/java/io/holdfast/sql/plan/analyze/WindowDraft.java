package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.function.AggregateFunction;
import io.holdfast.sql.plan.logical.AggregateCall.OrderKey;
import io.holdfast.sql.plan.logical.WindowCall;
import io.holdfast.sql.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A window function whose expressions still speak of the level's FROM row. */
record WindowDraft(
    WindowCall.Function function,
    @Nullable AggregateFunction aggregate,
    List<Expr> args,
    List<Expr> partitionBy,
    List<OrderKey> orderBy,
    SqlType type) {}
