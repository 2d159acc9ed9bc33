package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.catalog.PrimaryKey;
import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.Column;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.ExprTrees;
import io.holdfast.sql.plan.logical.Aggregate;
import io.holdfast.sql.plan.logical.AggregateCall;
import io.holdfast.sql.plan.logical.Filter;
import io.holdfast.sql.plan.logical.LogicalSubquery;
import io.holdfast.sql.plan.logical.Rel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Groups rows and turns expressions over the FROM row into expressions over the groups. A column
 * that is no key is an error, unless its table's primary key is among the keys: then it is one
 * more.
 */
final class GroupBuilder {
  private final Analysis analysis;
  private final SelectDraft draft;
  private final SetPlacement sets;
  private final List<Expr> keys = new ArrayList<>();
  private final List<String> names = new ArrayList<>();

  GroupBuilder(Analysis analysis, SelectDraft draft, SetPlacement sets) {
    this.analysis = analysis;
    this.draft = draft;
    this.sets = sets;
  }

  /** The groups; the values, windows and sets of the draft are changed to speak of them. */
  Rel group(Rel input, List<Expr> values) {
    for (int target : draft.groupBy()) {
      Expr key = draft.targets().get(target).expr();
      if (!keys.contains(key)) {
        keys.add(key);
        names.add(draft.targets().get(target).name());
      }
    }
    values.forEach(value -> check(value, false));
    Expr having = draft.having();
    if (having != null) {
      check(having, false);
    }
    checkDrafts();
    List<AggregateCall> calls = draft.scope().aggregates();
    calls.forEach(call -> names.add(call.function().name()));
    values.replaceAll(this::overGroups);
    changeDrafts();
    Rel rel = new Aggregate(input, keys, calls, names);
    return having == null ? rel : new Filter(rel, overGroups(having));
  }

  private void checkDrafts() {
    for (WindowDraft window : draft.scope().windows()) {
      window.args().forEach(arg -> check(arg, false));
      window.partitionBy().forEach(key -> check(key, false));
      window.orderBy().forEach(key -> check(key.value(), false));
    }
    sets.openArguments().forEach(arg -> check(arg, false));
  }

  private void changeDrafts() {
    draft.scope().windows().replaceAll(window -> window.with(this::overGroups));
    sets.changeOpen(this::overGroups);
  }

  private void check(Expr expr, boolean handedIn) {
    if (keys.contains(expr)) {
      return;
    }
    if (expr instanceof Column column) {
      if (column.index() < Scope.AGGREGATES) {
        require(column, handedIn);
      }
      return;
    }
    boolean subquery = expr instanceof LogicalSubquery;
    int own = subquery ? ((LogicalSubquery) expr).left().size() : 0;
    List<Expr> children = expr.children();
    for (int i = 0; i < children.size(); i++) {
      check(children.get(i), handedIn || (subquery && i >= own));
    }
  }

  private void require(Column column, boolean handedIn) {
    if (isDetermined(column)) {
      keys.add(column);
      names.add("?column?");
      return;
    }
    String name = ColumnResolver.describe(column, draft.scope());
    throw new SqlException(
        SqlState.GROUPING_ERROR,
        handedIn
            ? "subquery uses ungrouped column \"" + name + "\" from outer query"
            : "column \""
                + name
                + "\" must appear in the GROUP BY clause or be used in an aggregate function",
        analysis.place(column));
  }

  /** True iff the column's table has a primary key and all of it is among the keys. */
  private boolean isDetermined(Column column) {
    for (RangeEntry entry : draft.scope().entries()) {
      TableDescriptor table = entry.table();
      PrimaryKey key = table == null ? null : table.primaryKey();
      if (key != null && holds(entry, column) && allKeys(entry, key)) {
        return true;
      }
    }
    return false;
  }

  private static boolean holds(RangeEntry entry, Column column) {
    for (ScopeColumn each : entry.columns()) {
      if (each.expr().equals(column)) {
        return true;
      }
    }
    return false;
  }

  private boolean allKeys(RangeEntry entry, PrimaryKey key) {
    for (int id : key.columnIds()) {
      Expr part = byId(entry, id);
      if (part == null || !keys.contains(part)) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable Expr byId(RangeEntry entry, int id) {
    for (ScopeColumn each : entry.columns()) {
      if (each.attributeNumber() == id) {
        return each.expr();
      }
    }
    return null;
  }

  private Expr overGroups(Expr expr) {
    return ExprTrees.replace(
        expr,
        node -> {
          int key = keys.indexOf(node);
          if (key >= 0) {
            return analysis.at(new Column(key, node.type()), analysis.place(node));
          }
          boolean call =
              node instanceof Column column
                  && column.index() >= Scope.AGGREGATES
                  && column.index() < Scope.WINDOWS;
          return call
              ? SelectBuilder.moved(node, Scope.AGGREGATES, Scope.WINDOWS, keys.size())
              : null;
        });
  }
}
