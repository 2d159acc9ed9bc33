package io.holdfast.sql.plan.physical;

import io.holdfast.sql.plan.logical.Shape;
import java.util.List;

/**
 * The first row of each group of rows with equal keys, in the order of the input.
 *
 * @param sorted equal keys follow each other: nothing has to be remembered
 */
public record DistinctRows(PlanNode input, List<Integer> keys, boolean sorted, Estimate estimate)
    implements PlanNode {
  /** Copies what it is given. */
  public DistinctRows {
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
