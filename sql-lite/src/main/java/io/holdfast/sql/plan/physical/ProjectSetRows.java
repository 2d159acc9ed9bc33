package io.holdfast.sql.plan.physical;

import io.holdfast.sql.plan.logical.SetCall;
import io.holdfast.sql.plan.logical.Shape;
import java.util.List;

/** For each row as many rows as the longest of the set-returning functions has. */
public record ProjectSetRows(PlanNode input, List<SetCall> calls, Shape shape, Estimate estimate)
    implements PlanNode {
  /** Copies what it is given. */
  public ProjectSetRows {
    calls = List.copyOf(calls);
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(input);
  }
}
