package io.holdfast.sql.plan.logical;

import io.holdfast.sql.expr.Expr;
import java.util.List;

/** The rows of the input for which the condition is true (not false, not null). */
public record Filter(Rel input, Expr condition) implements Rel {
  @Override
  public Shape shape() {
    return input.shape();
  }

  @Override
  public List<Rel> inputs() {
    return List.of(input);
  }
}
