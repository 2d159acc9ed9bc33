package io.holdfast.sql.plan.logical;

import java.util.List;

/**
 * Set-returning functions in a select list: for each input row as many rows as the longest of the
 * functions has, the shorter ones padded with nulls; the input's columns, then one column for each
 * function.
 */
public record ProjectSet(Rel input, List<SetCall> calls) implements Rel {
  /** Copies the list. */
  public ProjectSet {
    calls = List.copyOf(calls);
  }

  @Override
  public Shape shape() {
    Shape shape = input.shape();
    for (SetCall call : calls) {
      shape = shape.concat(call.shape());
    }
    return shape;
  }

  @Override
  public List<Rel> inputs() {
    return List.of(input);
  }
}
