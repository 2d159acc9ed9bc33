package io.holdfast.sql.function;

import io.holdfast.sql.expr.EvalContext;
import org.jspecify.annotations.Nullable;

/** State of one aggregate over one group; used by one thread. */
public interface Accumulator {
  /**
   * Takes one row's arguments, nulls included. DISTINCT, FILTER and ORDER BY are the caller's.
   *
   * @param args read during the call only: the caller may use the array again
   */
  void add(EvalContext ctx, @Nullable Object[] args);

  /** The aggregate over what has been added so far. */
  @Nullable Object result(EvalContext ctx);

  /** Memory kept for values, for the statement's account; small states answer 0. */
  default long retainedBytes() {
    return 0;
  }
}
