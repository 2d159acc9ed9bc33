package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.Column;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.ExprTrees;
import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.Expression.ColumnRef;
import io.holdfast.sql.parse.ast.Expression.Literal;
import io.holdfast.sql.parse.ast.Expression.LiteralKind;
import io.holdfast.sql.parse.ast.SortItem;
import io.holdfast.sql.plan.logical.SortKey;
import java.util.ArrayList;
import java.util.List;

/** ORDER BY, GROUP BY, DISTINCT: their items are targets, by number, by name or by value. */
final class OrderAnalyzer {
  private final Analysis analysis;

  OrderAnalyzer(Analysis analysis) {
    this.analysis = analysis;
  }

  void orderBy(List<SortItem> items, SelectDraft draft) {
    Clause before = draft.scope().enter(Clause.ORDER_BY);
    for (SortItem item : items) {
      int target = target(item.expression(), draft, "ORDER BY", false);
      knowType(target, draft);
      addKey(draft.orderBy(), key(target, item));
    }
    draft.scope().enter(before);
  }

  /** An item as a key of the sort. */
  static SortKey key(int column, SortItem item) {
    boolean descending = item.descending();
    String operator = item.usingOperator();
    if (operator != null) {
      if (!operator.equals("<") && !operator.equals(">")) {
        throw new SqlException(
                SqlState.WRONG_OBJECT_TYPE,
                "operator " + operator + " is not a valid ordering operator",
                item.pos())
            .withHint(
                "Ordering operators must be \"<\" or \">\" members of btree operator families.");
      }
      descending = operator.equals(">");
    }
    boolean nullsFirst =
        item.nulls() == SortItem.Nulls.DEFAULT ? descending : item.nulls() == SortItem.Nulls.FIRST;
    return new SortKey(column, descending, nullsFirst);
  }

  /** A column that is sorted by already decides nothing more. */
  static void addKey(List<SortKey> keys, SortKey key) {
    for (SortKey each : keys) {
      if (each.column() == key.column()) {
        return;
      }
    }
    keys.add(key);
  }

  void groupBy(List<Expression> items, SelectDraft draft) {
    Clause before = draft.scope().enter(Clause.GROUP_BY);
    for (Expression item : items) {
      draft.setGrouped();
      if (item instanceof Expression.GroupingSet set) {
        if (set.kind() != Expression.GroupingKind.EMPTY || items.size() > 1) {
          throw new SqlException(
              SqlState.FEATURE_NOT_SUPPORTED, "grouping sets are not supported", set.pos());
        }
        continue;
      }
      int target = target(item, draft, "GROUP BY", true);
      knowType(target, draft);
      if (!draft.groupBy().contains(target)) {
        draft.groupBy().add(target);
      }
    }
    draft.scope().enter(before);
  }

  private void knowType(int target, SelectDraft draft) {
    TargetItem item = draft.targets().get(target);
    draft.targets().set(target, item.with(analysis.coercions().known(item.expr())));
  }

  void distinct(List<Expression> on, SelectDraft draft) {
    draft.setDistinct();
    draft.resolveUnknowns();
    if (on.isEmpty()) {
      for (SortKey key : draft.orderBy()) {
        if (draft.targets().get(key.column()).junk()) {
          throw new SqlException(
              SqlState.INVALID_COLUMN_REFERENCE,
              "for SELECT DISTINCT, ORDER BY expressions must appear in select list",
              analysis.place(draft.targets().get(key.column()).expr()));
        }
      }
      return;
    }
    Clause before = draft.scope().enter(Clause.DISTINCT_ON);
    List<Integer> keys = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (Expression item : on) {
      int target = target(item, draft, "DISTINCT ON", false);
      knowType(target, draft);
      if (!keys.contains(target)) {
        keys.add(target);
        places.add(item.pos());
      }
    }
    draft.scope().enter(before);
    requireLeading(keys, places, draft.orderBy());
    draft.setDistinctOn(keys);
  }

  /** The keys of DISTINCT ON have to come first in ORDER BY, in any order. */
  private static void requireLeading(
      List<Integer> keys, List<Integer> places, List<SortKey> orderBy) {
    boolean skipped = false;
    List<Integer> met = new ArrayList<>();
    for (SortKey key : orderBy) {
      int place = keys.indexOf(key.column());
      if (place < 0) {
        skipped = true;
      } else if (skipped) {
        throw notLeading(places.get(place));
      } else {
        met.add(key.column());
      }
    }
    for (int i = 0; skipped && i < keys.size(); i++) {
      if (!met.contains(keys.get(i))) {
        throw notLeading(places.get(i));
      }
    }
  }

  private static SqlException notLeading(int pos) {
    return new SqlException(
        SqlState.INVALID_COLUMN_REFERENCE,
        "SELECT DISTINCT ON expressions must match initial ORDER BY expressions",
        pos);
  }

  /** The target an item means; a value that is none yet becomes one. */
  private int target(Expression item, SelectDraft draft, String clause, boolean grouping) {
    if (item instanceof ColumnRef ref && ref.names().size() == 1) {
      int named = byName(ref, draft, clause, grouping);
      if (named >= 0) {
        return named;
      }
    }
    if (item instanceof Literal literal) {
      if (analysis.parameters().lifts(literal)) {
        throw new LiteralsMatterException();
      }
      int target = ordinal(literal, draft.width(), clause);
      return grouping ? withoutAggregates(target, draft) : target;
    }
    Expr value = analysis.expressions().analyze(item, draft.scope());
    return draft.addJunk(analysis.coercions().known(value));
  }

  /** The output column a name means; -1 for none. A column of FROM goes first in GROUP BY. */
  private int byName(ColumnRef ref, SelectDraft draft, String clause, boolean grouping) {
    if (grouping && isOwnColumn(ref, draft.scope())) {
      return -1;
    }
    int found = -1;
    for (int i = 0; i < draft.targets().size(); i++) {
      TargetItem target = draft.targets().get(i);
      if (target.junk() || !target.name().equals(ref.name())) {
        continue;
      }
      if (found >= 0 && !draft.targets().get(found).expr().equals(target.expr())) {
        throw new SqlException(
            SqlState.AMBIGUOUS_COLUMN, clause + " \"" + ref.name() + "\" is ambiguous", ref.pos());
      }
      found = found < 0 ? i : found;
    }
    return found >= 0 && grouping ? withoutAggregates(found, draft) : found;
  }

  private boolean isOwnColumn(ColumnRef ref, Scope scope) {
    Scope own = Scope.leftOf(null, new Feeds(analysis), scope.entries(), true);
    return analysis.columns().column(ref.name(), own, ref.pos()) != null;
  }

  private int withoutAggregates(int target, SelectDraft draft) {
    Expr expr = draft.targets().get(target).expr();
    ExprTrees.visit(
        expr,
        node -> {
          if (node instanceof Column column && column.index() >= Scope.AGGREGATES) {
            boolean window = column.index() >= Scope.WINDOWS;
            if (window && column.index() >= Scope.SETS) {
              return;
            }
            throw new SqlException(
                window ? SqlState.WINDOWING_ERROR : SqlState.GROUPING_ERROR,
                (window ? "window" : "aggregate") + " functions are not allowed in GROUP BY",
                analysis.place(column));
          }
        });
    return target;
  }

  /** The output column a number means. */
  static int ordinal(Literal literal, int width, String clause) {
    if (literal.kind() != LiteralKind.INT4) {
      throw new SqlException(
          SqlState.SYNTAX_ERROR, "non-integer constant in " + clause, literal.pos());
    }
    int number = Integer.parseInt(literal.text());
    if (number < 1 || number > width) {
      throw new SqlException(
          SqlState.INVALID_COLUMN_REFERENCE,
          clause + " position " + number + " is not in select list",
          literal.pos());
    }
    return number - 1;
  }
}
