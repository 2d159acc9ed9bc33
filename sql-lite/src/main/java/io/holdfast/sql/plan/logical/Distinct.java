package io.holdfast.sql.plan.logical;

import java.util.List;

/**
 * The first row, in the input's order, of each group of rows whose keys are not distinct (nulls
 * equal each other). All columns are keys for DISTINCT, some for DISTINCT ON. When the input is a
 * {@link Sort}, the rows come out in its order.
 */
public record Distinct(Rel input, List<Integer> keys) implements Rel {
  /** Copies the list. */
  public Distinct {
    keys = List.copyOf(keys);
  }

  @Override
  public Shape shape() {
    return input.shape();
  }

  @Override
  public List<Rel> inputs() {
    return List.of(input);
  }
}
