package io.holdfast.sql.plan.logical;

import java.util.List;

/**
 * WITH RECURSIVE: the rows of the base, then those of the step as long as it finds any; in each
 * round a {@link CteScan} of this number inside the step yields the rows of the round before.
 *
 * @param all false: a row that was there already is dropped and feeds no round
 */
public record RecursiveUnion(int cte, boolean all, Rel base, Rel step, Shape shape) implements Rel {
  @Override
  public List<Rel> inputs() {
    return List.of(base, step);
  }
}
