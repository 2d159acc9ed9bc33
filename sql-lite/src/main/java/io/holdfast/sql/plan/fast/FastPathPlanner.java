package io.holdfast.sql.plan.fast;

import io.holdfast.sql.catalog.CatalogSnapshot;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.ExprTrees;
import io.holdfast.sql.expr.SubPlan;
import io.holdfast.sql.plan.logical.BoundDelete;
import io.holdfast.sql.plan.logical.BoundInsert;
import io.holdfast.sql.plan.logical.BoundQuery;
import io.holdfast.sql.plan.logical.BoundStatement;
import io.holdfast.sql.plan.logical.BoundUpdate;
import io.holdfast.sql.plan.logical.Filter;
import io.holdfast.sql.plan.logical.Limit;
import io.holdfast.sql.plan.logical.Project;
import io.holdfast.sql.plan.logical.Rel;
import io.holdfast.sql.plan.logical.Scan;
import io.holdfast.sql.plan.logical.Sort;
import io.holdfast.sql.plan.logical.Values;
import io.holdfast.sql.plan.physical.BatchGet;
import io.holdfast.sql.plan.physical.DeletePlan;
import io.holdfast.sql.plan.physical.PhysicalPlan;
import io.holdfast.sql.plan.physical.PhysicalPlanner;
import io.holdfast.sql.plan.physical.PlanNode;
import io.holdfast.sql.plan.physical.PointGet;
import io.holdfast.sql.plan.physical.QueryPlan;
import io.holdfast.sql.plan.physical.TableScan;
import io.holdfast.sql.plan.physical.UpdatePlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plans statements that reach the rows of one table by key, without rewriting them. */
public final class FastPathPlanner {
  private FastPathPlanner() {}

  /** The plan; null when the statement has to be rewritten before it is planned. */
  public static @Nullable PhysicalPlan plan(
      BoundStatement statement, @Nullable CatalogSnapshot catalog) {
    if (statement instanceof BoundInsert insert) {
      return isShort(insert.source(), false) ? PhysicalPlanner.plan(insert, catalog) : null;
    }
    Rel source = sourceOf(statement);
    if (source == null || !isShort(source, true)) {
      return null;
    }
    PhysicalPlan plan = PhysicalPlanner.plan(statement, catalog);
    PlanNode root = rootOf(plan);
    return root != null && isKeyed(root) ? plan : null;
  }

  private static @Nullable Rel sourceOf(BoundStatement statement) {
    if (statement instanceof BoundQuery query) {
      return query.rel();
    }
    if (statement instanceof BoundUpdate update) {
      return update.source();
    }
    return statement instanceof BoundDelete delete ? delete.source() : null;
  }

  /** One table (or the rows of VALUES) under operators that rewriting leaves as they are. */
  private static boolean isShort(Rel rel, boolean table) {
    if (rel instanceof Project project) {
      return isPlain(project.exprs()) && isShort(project.input(), table);
    }
    if (rel instanceof Filter filter) {
      return table && isPlain(filter.condition()) && isShort(filter.input(), true);
    }
    if (rel instanceof Sort sort) {
      return table && isShort(sort.input(), true);
    }
    if (rel instanceof Limit limit) {
      return table
          && (limit.count() == null || isPlain(limit.count()))
          && (limit.offset() == null || isPlain(limit.offset()))
          && isShort(limit.input(), true);
    }
    if (rel instanceof Values values) {
      return !table && values.rows().stream().allMatch(FastPathPlanner::isPlain);
    }
    return table && rel instanceof Scan scan && !scan.table().isVirtual();
  }

  private static boolean isPlain(List<Expr> exprs) {
    for (Expr expr : exprs) {
      if (!isPlain(expr)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPlain(Expr expr) {
    return !ExprTrees.any(expr, SubPlan.class::isInstance);
  }

  private static @Nullable PlanNode rootOf(PhysicalPlan plan) {
    if (plan instanceof QueryPlan query) {
      return query.root();
    }
    if (plan instanceof UpdatePlan update) {
      return update.source();
    }
    return plan instanceof DeletePlan delete ? delete.source() : null;
  }

  /** True iff the rows are reached by keys or by a range of keys. */
  private static boolean isKeyed(PlanNode root) {
    PlanNode node = root;
    while (node.inputs().size() == 1) {
      node = node.inputs().get(0);
    }
    return node instanceof PointGet
        || node instanceof BatchGet
        || (node instanceof TableScan scan
            && (!scan.prefix().isEmpty() || scan.low() != null || scan.high() != null));
  }
}
