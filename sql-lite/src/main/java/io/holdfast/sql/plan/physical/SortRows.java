package io.holdfast.sql.plan.physical;

import io.holdfast.sql.plan.logical.Shape;
import io.holdfast.sql.plan.logical.SortKey;
import java.util.List;

/** All rows, in order. */
public record SortRows(PlanNode input, List<SortKey> keys, Estimate estimate) implements PlanNode {
  /** Copies what it is given. */
  public SortRows {
    keys = List.copyOf(keys);
  }

  @Override
  public Shape shape() {
    return input.shape();
  }

  @Override
  public List<PlanNode> inputs() {
    return List.of(input);
  }
}
