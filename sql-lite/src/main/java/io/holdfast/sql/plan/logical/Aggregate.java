package io.holdfast.sql.plan.logical;

import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.List;

/**
 * One row for each group of input rows with equal keys (nulls equal each other): the keys, then the
 * aggregates. Without keys there is exactly one row, also for no input.
 *
 * @param keys over the input
 * @param names one for each key and each call
 */
public record Aggregate(Rel input, List<Expr> keys, List<AggregateCall> calls, List<String> names)
    implements Rel {
  /** Copies the lists. */
  public Aggregate {
    keys = List.copyOf(keys);
    calls = List.copyOf(calls);
    names = List.copyOf(names);
  }

  @Override
  public Shape shape() {
    List<SqlType> types = new ArrayList<>();
    keys.forEach(key -> types.add(key.type()));
    calls.forEach(call -> types.add(call.type()));
    return new Shape(names, types);
  }

  @Override
  public List<Rel> inputs() {
    return List.of(input);
  }
}
