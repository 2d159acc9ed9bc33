package io.holdfast.sql.plan.logical;

import java.util.List;

/**
 * Functions as a table: their rows side by side, the shorter ones padded with nulls.
 *
 * @param ordinality with a last column that counts the rows from 1
 */
public record FunctionScan(List<SetCall> calls, boolean ordinality, Shape shape) implements Rel {
  /** Copies the list. */
  public FunctionScan {
    calls = List.copyOf(calls);
  }

  @Override
  public List<Rel> inputs() {
    return List.of();
  }
}
