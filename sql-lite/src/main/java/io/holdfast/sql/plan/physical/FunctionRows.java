package io.holdfast.sql.plan.physical;

import io.holdfast.sql.plan.logical.SetCall;
import io.holdfast.sql.plan.logical.Shape;
import java.util.List;

/**
 * Functions as a table: their rows side by side.
 *
 * @param ordinality with a last column that counts the rows from 1
 */
public record FunctionRows(List<SetCall> calls, boolean ordinality, Shape shape, Estimate estimate)
    implements PlanNode {
  /** Copies what it is given. */
  public FunctionRows {
    calls = List.copyOf(calls);
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of();
  }
}
