package io.holdfast.sql.plan.physical;

import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.plan.logical.AggregateCall;
import io.holdfast.sql.plan.logical.Shape;
import java.util.List;

/**
 * One row for each group of rows with equal keys: keys, then aggregates. Without keys: one row,
 * always. Groups come out in the order in which their first rows came in.
 */
public record Aggregation(
    PlanNode input, List<Expr> keys, List<AggregateCall> calls, Shape shape, Estimate estimate)
    implements PlanNode {
  /** Copies what it is given. */
  public Aggregation {
    keys = List.copyOf(keys);
    calls = List.copyOf(calls);
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(input);
  }
}
