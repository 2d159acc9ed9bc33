package io.holdfast.sql.plan;

import io.holdfast.sql.expr.ConstantParts;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.ExprTrees;
import io.holdfast.sql.plan.logical.Assignment;
import io.holdfast.sql.plan.logical.BoundCopyTo;
import io.holdfast.sql.plan.logical.BoundDelete;
import io.holdfast.sql.plan.logical.BoundInsert;
import io.holdfast.sql.plan.logical.BoundQuery;
import io.holdfast.sql.plan.logical.BoundStatement;
import io.holdfast.sql.plan.logical.BoundUpdate;
import io.holdfast.sql.plan.logical.LogicalSubquery;
import io.holdfast.sql.plan.logical.Rel;
import io.holdfast.sql.plan.logical.RelTrees;
import io.holdfast.sql.plan.logical.Returning;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the expressions of a statement whose constant parts are computed before its first row. */
public final class ConstantRoots {
  private final List<Expr> roots = new ArrayList<>();

  private ConstantRoots() {}

  /** Those with a part worth computing, sub-queries included; mostly none. */
  public static List<Expr> of(BoundStatement statement) {
    ConstantRoots found = new ConstantRoots();
    if (statement instanceof BoundQuery query) {
      found.visit(query.rel());
    } else if (statement instanceof BoundCopyTo copy) {
      found.visit(copy.query().rel());
    } else if (statement instanceof BoundInsert insert) {
      found.visit(insert.source());
      found.visit(insert.returning());
    } else if (statement instanceof BoundUpdate update) {
      update.assignments().stream().map(Assignment::value).forEach(found::visit);
      found.visit(update.source());
      found.visit(update.returning());
    } else if (statement instanceof BoundDelete delete) {
      found.visit(delete.source());
      found.visit(delete.returning());
    }
    return List.copyOf(found.roots);
  }

  private void visit(@Nullable Returning returning) {
    if (returning != null) {
      returning.exprs().forEach(this::visit);
    }
  }

  private void visit(Rel rel) {
    RelTrees.mapExpressions(
        rel,
        expr -> {
          visit(expr);
          return expr;
        });
    rel.inputs().forEach(this::visit);
  }

  private void visit(Expr expr) {
    if (ConstantParts.in(expr)) {
      roots.add(expr);
    }
    ExprTrees.visit(
        expr,
        node -> {
          if (node instanceof LogicalSubquery query) {
            visit(query.rel());
          }
        });
  }
}
