package io.holdfast.sql.plan.physical;

import io.holdfast.sql.expr.ExecParam;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.ExprTrees;
import io.holdfast.sql.plan.logical.Aggregate;
import io.holdfast.sql.plan.logical.AggregateCall;
import io.holdfast.sql.plan.logical.CteScan;
import io.holdfast.sql.plan.logical.Filter;
import io.holdfast.sql.plan.logical.FunctionScan;
import io.holdfast.sql.plan.logical.Join;
import io.holdfast.sql.plan.logical.Limit;
import io.holdfast.sql.plan.logical.LogicalSubquery;
import io.holdfast.sql.plan.logical.OuterFeed;
import io.holdfast.sql.plan.logical.Project;
import io.holdfast.sql.plan.logical.ProjectSet;
import io.holdfast.sql.plan.logical.RecursiveUnion;
import io.holdfast.sql.plan.logical.Rel;
import io.holdfast.sql.plan.logical.SetCall;
import io.holdfast.sql.plan.logical.Values;
import io.holdfast.sql.plan.logical.Window;
import io.holdfast.sql.plan.logical.With;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds out whether a sub-query has the same rows for all rows of the queries around it. */
final class OuterReferences {
  private final Planning planning;
  private final BitSet read = new BitSet();
  private final BitSet fed = new BitSet();
  private final BitSet ownCtes = new BitSet();
  private boolean changingCte;

  OuterReferences(Planning planning) {
    this.planning = planning;
  }

  /** True iff nothing inside depends on a row outside of it. */
  boolean isFixed(LogicalSubquery subquery) {
    if (!subquery.feeds().isEmpty()) {
      return false;
    }
    visit(subquery.rel());
    visit(subquery.comparison());
    return nothingOutside();
  }

  /** As {@link #isFixed(LogicalSubquery)}, of a tree. */
  boolean isFixed(Rel rel) {
    visit(rel);
    return nothingOutside();
  }

  /** As {@link #isFixed(LogicalSubquery)}, of an expression over a row of its own. */
  boolean isFixed(Expr expr) {
    visit(expr);
    return nothingOutside();
  }

  private boolean nothingOutside() {
    read.andNot(fed);
    return read.isEmpty() && !changingCte;
  }

  private void visit(@Nullable Expr expr) {
    if (expr == null) {
      return;
    }
    ExprTrees.visit(
        expr,
        node -> {
          if (node instanceof ExecParam param) {
            read.set(param.index());
          } else if (node instanceof LogicalSubquery inner) {
            inner.feeds().forEach(feed -> fed.set(feed.execParam()));
            visit(inner.rel());
            visit(inner.comparison());
          }
        });
  }

  private void visit(Rel rel) {
    if (rel instanceof With with) {
      with.ctes().forEach(cte -> ownCtes.set(cte.number()));
    } else if (rel instanceof RecursiveUnion union) {
      ownCtes.set(union.cte());
    } else if (rel instanceof CteScan scan) {
      changingCte |= !ownCtes.get(scan.cte()) && planning.changes(scan.cte());
    } else if (rel instanceof Join join) {
      join.feeds().forEach(feed -> fed.set(feed.execParam()));
    }
    expressions(rel).forEach(this::visit);
    rel.inputs().forEach(this::visit);
  }

  /** The expressions of one operator. */
  static List<Expr> expressions(Rel rel) {
    List<Expr> all = new ArrayList<>();
    if (rel instanceof Filter filter) {
      all.add(filter.condition());
    } else if (rel instanceof Project project) {
      all.addAll(project.exprs());
    } else if (rel instanceof Join join) {
      addIfPresent(all, join.condition());
      for (OuterFeed feed : join.feeds()) {
        all.add(feed.value());
      }
    } else if (rel instanceof Aggregate aggregate) {
      all.addAll(aggregate.keys());
      aggregate.calls().forEach(call -> addCall(all, call));
    } else if (rel instanceof Values values) {
      values.rows().forEach(all::addAll);
    } else if (rel instanceof FunctionScan scan) {
      scan.calls().forEach(call -> addSetCall(all, call));
    } else if (rel instanceof ProjectSet set) {
      set.calls().forEach(call -> addSetCall(all, call));
    } else if (rel instanceof Limit limit) {
      addIfPresent(all, limit.count());
      addIfPresent(all, limit.offset());
    } else if (rel instanceof Window window) {
      window.calls().forEach(call -> all.addAll(call.args()));
    }
    return all;
  }

  private static void addIfPresent(List<Expr> all, @Nullable Expr expr) {
    if (expr != null) {
      all.add(expr);
    }
  }

  private static void addCall(List<Expr> all, AggregateCall call) {
    all.addAll(call.args());
    call.orderBy().forEach(key -> all.add(key.value()));
    addIfPresent(all, call.filter());
  }

  private static void addSetCall(List<Expr> all, SetCall call) {
    all.addAll(call.args());
  }
}
