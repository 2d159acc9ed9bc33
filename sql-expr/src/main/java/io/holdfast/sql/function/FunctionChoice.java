package io.holdfast.sql.function;

import io.holdfast.sql.expr.ScalarFunction;
import io.holdfast.sql.type.SqlType;

/** What a name with arguments in parentheses turns out to be. */
public sealed interface FunctionChoice {
  /** A plain function. */
  record Scalar(ScalarFunction function) implements FunctionChoice {}

  /** An aggregate. */
  record Aggregate(AggregateFunction function) implements FunctionChoice {}

  /** A function that answers rows. */
  record Rows(SetFunction function) implements FunctionChoice {}

  /** A cast spelled like a function: {@code int4(x)}. */
  record TypeCast(SqlType target) implements FunctionChoice {}
}
