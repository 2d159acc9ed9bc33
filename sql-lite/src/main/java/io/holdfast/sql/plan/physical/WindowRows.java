package io.holdfast.sql.plan.physical;

import io.holdfast.sql.plan.logical.Shape;
import io.holdfast.sql.plan.logical.WindowCall;
import java.util.List;

/** The rows, each followed by the values of window functions. */
public record WindowRows(PlanNode input, List<WindowCall> calls, Shape shape, Estimate estimate)
    implements PlanNode {
  /** Copies what it is given. */
  public WindowRows {
    calls = List.copyOf(calls);
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(input);
  }
}
