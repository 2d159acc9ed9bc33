package io.holdfast.sql.plan.logical;

import java.util.List;

/** UNION, INTERSECT, EXCEPT of two inputs whose column types are the same. */
public record SetOp(Kind kind, boolean all, Rel left, Rel right, Shape shape) implements Rel {
  /** Which rows. */
  public enum Kind {
    UNION,
    INTERSECT,
    EXCEPT
  }

  @Override
  public List<Rel> inputs() {
    return List.of(left, right);
  }
}
