package io.holdfast.sql.plan.rewrite;

import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.ExprTrees;
import io.holdfast.sql.expr.Volatility;
import io.holdfast.sql.plan.logical.Filter;
import io.holdfast.sql.plan.logical.Join;
import io.holdfast.sql.plan.logical.Project;
import io.holdfast.sql.plan.logical.Rel;
import io.holdfast.sql.plan.logical.SetOp;
import java.util.List;

/** Which operators Calcite gets to see, and when it is worth while. */
final class Islands {
  private Islands() {}

  /** True iff the operator may be inside of an island. */
  static boolean belongs(Rel rel) {
    if (rel instanceof Filter filter) {
      return calm(List.of(filter.condition()));
    }
    if (rel instanceof Project project) {
      return calm(project.exprs());
    }
    if (rel instanceof Join join) {
      Expr condition = join.condition();
      return !join.isLateral() && (condition == null || calm(List.of(condition)));
    }
    return rel instanceof SetOp;
  }

  private static boolean calm(List<Expr> exprs) {
    for (Expr expr : exprs) {
      if (ExprTrees.volatility(expr) == Volatility.VOLATILE) {
        return false;
      }
    }
    return true;
  }

  /**
   * True iff the rules can find anything to do: a join, a filter above something of an island, or
   * two projections in a row.
   */
  static boolean worthwhile(Rel rel) {
    if (!belongs(rel)) {
      return false;
    }
    if (rel instanceof Join) {
      return true;
    }
    if (rel instanceof Filter filter && belongs(filter.input())) {
      return true;
    }
    if (rel instanceof Project project && project.input() instanceof Project below) {
      return belongs(below);
    }
    for (Rel input : rel.inputs()) {
      if (worthwhile(input)) {
        return true;
      }
    }
    return false;
  }
}
