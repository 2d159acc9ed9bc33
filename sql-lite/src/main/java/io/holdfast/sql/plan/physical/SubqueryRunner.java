package io.holdfast.sql.plan.physical;

import org.jspecify.annotations.Nullable;

/** The execution of a statement as its sub-queries see it. */
public interface SubqueryRunner {
  /** The value of a sub-query for one outer row. */
  @Nullable Object value(PlannedSubquery subquery, @Nullable Object[] outerRow);
}
