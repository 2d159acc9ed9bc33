package io.holdfast.sql.plan.rewrite;

import io.holdfast.sql.plan.logical.Aggregate;
import io.holdfast.sql.plan.logical.FunctionScan;
import io.holdfast.sql.plan.logical.Limit;
import io.holdfast.sql.plan.logical.Rel;
import io.holdfast.sql.plan.logical.Scan;
import io.holdfast.sql.plan.logical.Values;

/** Rows of a leaf while there are no statistics: only the order of magnitude decides anything. */
final class RowGuess {
  private static final double STORED = 10_000;
  private static final double VIRTUAL = 500;
  private static final double FUNCTION = 100;
  private static final double OTHER = 1_000;

  private RowGuess() {}

  static double rows(Rel rel) {
    if (rel instanceof Scan scan) {
      return scan.table().isVirtual() ? VIRTUAL : STORED;
    }
    if (rel instanceof Values values) {
      return Math.max(1, values.rows().size());
    }
    if (rel instanceof FunctionScan) {
      return FUNCTION;
    }
    if (rel instanceof Aggregate aggregate && aggregate.keys().isEmpty()) {
      return 1;
    }
    if (rel instanceof Limit) {
      return FUNCTION;
    }
    return OTHER;
  }
}
