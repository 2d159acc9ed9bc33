package io.holdfast.sql.plan.physical;

import org.jspecify.annotations.Nullable;

/**
 * Short changes lock the row first and then read it once, in its newest version, instead of reading
 * it, locking it and comparing.
 */
final class Locking {
  private Locking() {}

  /** The source of a change with its target locked as it is read; null when that is not so. */
  static @Nullable PlanNode locked(PlanNode source, int scanId) {
    if (source instanceof PointGet get && get.scanId() == scanId) {
      return new PointGet(
          get.scanId(),
          get.rows(),
          get.alias(),
          get.decoder(),
          get.key(),
          get.filter(),
          true,
          get.estimate());
    }
    // A filter would leave rows out that are locked by then: many of them are not worth it.
    if (source instanceof BatchGet get && get.scanId() == scanId && get.filter() == null) {
      return new BatchGet(
          get.scanId(),
          get.rows(),
          get.alias(),
          get.decoder(),
          get.key(),
          null,
          true,
          get.estimate());
    }
    if (source instanceof ProjectRows project) {
      PlanNode input = locked(project.input(), scanId);
      return input == null
          ? null
          : new ProjectRows(input, project.exprs(), project.shape(), project.estimate());
    }
    return null;
  }
}
