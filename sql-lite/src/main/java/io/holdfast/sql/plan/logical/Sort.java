package io.holdfast.sql.plan.logical;

import java.util.List;

/** The same rows in order; rows that compare equal come in any order. */
public record Sort(Rel input, List<SortKey> keys) implements Rel {
  /** Copies the list. */
  public Sort {
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
