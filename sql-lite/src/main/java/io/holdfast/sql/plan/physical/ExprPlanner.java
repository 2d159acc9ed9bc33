package io.holdfast.sql.plan.physical;

import io.holdfast.sql.expr.Call;
import io.holdfast.sql.expr.Column;
import io.holdfast.sql.expr.ExecParam;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.ExprTrees;
import io.holdfast.sql.expr.SubPlan;
import io.holdfast.sql.plan.logical.LogicalSubquery;
import io.holdfast.sql.plan.logical.OuterFeed;
import io.holdfast.sql.plan.logical.Shape;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts plans in the place of the sub-queries of expressions. */
final class ExprPlanner {
  private final Planning planning;
  private final RelPlanner rels;

  ExprPlanner(Planning planning, RelPlanner rels) {
    this.planning = planning;
    this.rels = rels;
  }

  /** The expression, ready to run. */
  Expr plan(Expr expr) {
    // The usual expression has nothing to replace: it is left as it is.
    if (!ExprTrees.any(expr, node -> node instanceof SubPlan || node instanceof ExecParam)) {
      return expr;
    }
    return ExprTrees.transform(expr, this::planNode);
  }

  /** All of them. */
  List<Expr> planAll(List<Expr> exprs) {
    List<Expr> planned = new ArrayList<>(exprs.size());
    for (Expr expr : exprs) {
      planned.add(plan(expr));
    }
    return planned;
  }

  @Nullable Expr planNullable(@Nullable Expr expr) {
    return expr == null ? null : plan(expr);
  }

  /** What feeds an inner plan, computed over the outer row. */
  List<OuterFeed> planFeeds(List<OuterFeed> feeds) {
    List<OuterFeed> planned = new ArrayList<>(feeds.size());
    for (OuterFeed feed : feeds) {
      planning.usesExecParam(feed.execParam());
      planned.add(new OuterFeed(feed.execParam(), plan(feed.value())));
    }
    return planned;
  }

  private Expr planNode(Expr node) {
    if (node instanceof ExecParam param) {
      planning.usesExecParam(param.index());
      return node;
    }
    return node instanceof LogicalSubquery subquery ? planSubquery(subquery) : node;
  }

  private Expr planSubquery(LogicalSubquery subquery) {
    subquery.feeds().forEach(feed -> planning.usesExecParam(feed.execParam()));
    boolean fixed = new OuterReferences(planning).isFixed(subquery);
    if (!fixed) {
      planning.enterCorrelated();
    }
    boolean keeps = planning.keepRows(true);
    BitSet wanted = new BitSet();
    if (subquery.kind() != LogicalSubquery.Kind.EXISTS) {
      wanted.set(0, subquery.rel().shape().width());
    }
    PlanNode plan = rels.plan(subquery.rel(), wanted);
    Expr comparison = planNullable(subquery.comparison());
    planning.keepRows(keeps);
    if (!fixed) {
      planning.leaveCorrelated();
    }
    return new PlannedSubquery(
        subquery.kind(),
        subquery.type(),
        plan,
        subquery.feeds(),
        subquery.left(),
        comparison,
        isHashed(subquery, plan.shape()),
        fixed ? planning.newMemoSlot() : -1);
  }

  /** ANY whose comparison is equality of each left value with the column of its place. */
  private static boolean isHashed(LogicalSubquery subquery, Shape shape) {
    Expr comparison = subquery.comparison();
    int width = subquery.left().size();
    if (subquery.kind() != LogicalSubquery.Kind.ANY || comparison == null) {
      return false;
    }
    List<Expr> parts = ExprTrees.conjuncts(comparison);
    if (parts.size() != width || shape.width() != width) {
      return false;
    }
    for (int i = 0; i < width; i++) {
      boolean equality =
          parts.get(i) instanceof Call call
              && call.function().isBinary("=")
              && call.args().get(0) instanceof Column left
              && call.args().get(1) instanceof Column right
              && left.index() == i
              && right.index() == width + i
              && KeyTypes.hashAlike(left.type(), right.type());
      if (!equality) {
        return false;
      }
    }
    return true;
  }
}
