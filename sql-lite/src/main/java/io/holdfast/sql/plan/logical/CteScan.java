package io.holdfast.sql.plan.logical;

import java.util.List;

/**
 * The rows of a common table expression of an enclosing {@link With}, or, inside the step of a
 * {@link RecursiveUnion}, the rows that its last round has found.
 */
public record CteScan(int cte, String name, Shape shape) implements Rel {
  @Override
  public List<Rel> inputs() {
    return List.of();
  }
}
