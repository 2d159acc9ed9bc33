package io.holdfast.sql.plan.rewrite;

import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.ExprTrees;
import io.holdfast.sql.expr.SubPlan;
import io.holdfast.sql.expr.Volatility;
import io.holdfast.sql.plan.logical.Aggregate;
import io.holdfast.sql.plan.logical.Filter;
import io.holdfast.sql.plan.logical.Rel;
import java.util.ArrayList;
import java.util.List;

/**
 * Conditions on the keys of a grouping hold for all rows of a group or for none, so they may choose
 * the rows before they are grouped. Only where there are keys: without any, a group exists even for
 * no rows.
 */
final class AggregateFilters {
  private AggregateFilters() {}

  static Rel push(Rel rel) {
    if (!(rel instanceof Filter filter)
        || !(filter.input() instanceof Aggregate aggregate)
        || aggregate.keys().isEmpty()) {
      return rel;
    }
    List<Expr> below = new ArrayList<>();
    List<Expr> above = new ArrayList<>();
    for (Expr condition : ExprTrees.conjuncts(filter.condition())) {
      (readsKeysOnly(condition, aggregate) ? below : above).add(condition);
    }
    if (below.isEmpty()) {
      return rel;
    }
    Expr moved = ExprTrees.substituteColumns(ExprTrees.and(below), aggregate.keys());
    Rel pushed =
        new Aggregate(
            new Filter(aggregate.input(), moved),
            aggregate.keys(),
            aggregate.calls(),
            aggregate.names());
    return above.isEmpty() ? pushed : new Filter(pushed, ExprTrees.and(above));
  }

  private static boolean readsKeysOnly(Expr condition, Aggregate aggregate) {
    return ExprTrees.columns(condition).length() <= aggregate.keys().size()
        && ExprTrees.volatility(condition) != Volatility.VOLATILE
        && !ExprTrees.any(condition, SubPlan.class::isInstance)
        && aggregate.keys().stream()
            .allMatch(key -> ExprTrees.volatility(key) != Volatility.VOLATILE);
  }
}
