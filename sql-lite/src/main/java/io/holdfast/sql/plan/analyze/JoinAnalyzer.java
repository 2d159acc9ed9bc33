package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.Coalesce;
import io.holdfast.sql.expr.Column;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.ExprTrees;
import io.holdfast.sql.parse.ast.TableRef;
import io.holdfast.sql.plan.logical.Join;
import io.holdfast.sql.plan.logical.JoinKind;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Joins with ON, USING, NATURAL; a join is an item of its own that has all columns of its sides.
 */
final class JoinAnalyzer {
  private final Analysis analysis;
  private final FromAnalyzer from;

  JoinAnalyzer(Analysis analysis, FromAnalyzer from) {
    this.analysis = analysis;
    this.from = from;
  }

  /** Both sides and the columns they share. */
  private record Sides(
      FromItem left,
      FromItem right,
      List<ScopeColumn> leftColumns,
      List<ScopeColumn> rightColumns) {}

  FromItem join(TableRef.Join join, Scope level, Scope enclosing, Feeds feeds) {
    JoinKind kind = kind(join);
    FromItem left = from.item(join.left(), level, enclosing, feeds);
    Scope beside = Scope.leftOf(enclosing, feeds, left.entries(), true);
    Feeds rightFeeds = new Feeds(analysis);
    FromItem right = from.item(join.right(), level, beside, rightFeeds);
    if (kind != JoinKind.INNER && kind != JoinKind.LEFT) {
      requireIndependent(rightFeeds, beside);
    }
    FromAnalyzer.requireDistinctNames(left.entries(), right.entries());
    List<RangeEntry> entries = new ArrayList<>();
    for (RangeEntry entry : left.entries()) {
      boolean missing = kind == JoinKind.RIGHT || kind == JoinKind.FULL;
      entries.add(missing ? entry.nullExtended() : entry);
    }
    for (RangeEntry entry : right.entries()) {
      boolean missing = kind == JoinKind.LEFT || kind == JoinKind.FULL;
      RangeEntry moved = entry.shifted(left.width());
      entries.add(missing ? moved.nullExtended() : moved);
    }
    List<ScopeColumn> rightColumns = new ArrayList<>();
    for (ScopeColumn column : right.starColumns()) {
      rightColumns.add(column.shifted(left.width()));
    }
    Sides sides = new Sides(left, right, left.starColumns(), rightColumns);
    List<ScopeColumn> merged = new ArrayList<>();
    Expr condition = condition(join, sides, entries, merged, level, enclosing);
    return new FromItem(
        new Join(kind, left.rel(), right.rel(), condition, rightFeeds.list()),
        withJoin(join, sides, entries, merged));
  }

  private void requireIndependent(Feeds rightFeeds, Scope left) {
    if (rightFeeds.isEmpty()) {
      return;
    }
    Expr taken = rightFeeds.list().get(0).value();
    String column = taken instanceof Column own ? ColumnResolver.describe(own, left) : "?";
    String table = column.contains(".") ? column.substring(0, column.indexOf('.')) : column;
    throw new SqlException(
            SqlState.INVALID_COLUMN_REFERENCE,
            "invalid reference to FROM-clause entry for table \"" + table + "\"",
            analysis.place(taken))
        .withDetail("The combining JOIN type must be INNER or LEFT for a LATERAL reference.");
  }

  private static JoinKind kind(TableRef.Join join) {
    return switch (join.kind()) {
      case INNER, CROSS -> JoinKind.INNER;
      case LEFT -> JoinKind.LEFT;
      case RIGHT -> JoinKind.RIGHT;
      case FULL -> JoinKind.FULL;
    };
  }

  private @Nullable Expr condition(
      TableRef.Join join,
      Sides sides,
      List<RangeEntry> entries,
      List<ScopeColumn> merged,
      Scope level,
      Scope enclosing) {
    List<String> using = join.natural() ? shared(sides) : join.using();
    if (!using.isEmpty()) {
      return using(join, using, sides, merged);
    }
    if (join.on() == null) {
      return null;
    }
    // ON sees both sides and the levels around the query, not what stands to the left.
    Scope on = Scope.leftOf(level.parent(), level.feeds(), entries, true);
    on.setCtes(level.ctes());
    on.setOutOfReach(enclosing.entries());
    return analysis.expressions().condition(join.on(), on, Clause.JOIN_ON, "JOIN/ON");
  }

  private static List<String> shared(Sides sides) {
    List<String> names = new ArrayList<>();
    for (ScopeColumn left : sides.leftColumns()) {
      for (ScopeColumn right : sides.rightColumns()) {
        if (left.name().equals(right.name()) && !names.contains(left.name())) {
          names.add(left.name());
        }
      }
    }
    return names;
  }

  private Expr using(
      TableRef.Join join, List<String> names, Sides sides, List<ScopeColumn> merged) {
    List<Expr> conditions = new ArrayList<>();
    List<ScopeColumn> lefts = new ArrayList<>();
    List<ScopeColumn> rights = new ArrayList<>();
    for (String name : names) {
      if (names.indexOf(name) != names.lastIndexOf(name)) {
        throw new SqlException(
            SqlState.DUPLICATE_COLUMN,
            "column name \"" + name + "\" appears more than once in USING clause");
      }
      lefts.add(only(sides.leftColumns(), name, "left"));
      rights.add(only(sides.rightColumns(), name, "right"));
    }
    for (int i = 0; i < names.size(); i++) {
      merged.add(merge(names.get(i), lefts.get(i), rights.get(i), kind(join)));
    }
    for (int i = 0; i < names.size(); i++) {
      conditions.add(
          analysis
              .expressions()
              .operators()
              .binary("=", lefts.get(i).expr(), rights.get(i).expr(), 0));
    }
    return ExprTrees.and(conditions);
  }

  private static ScopeColumn only(List<ScopeColumn> columns, String name, String side) {
    ScopeColumn found = null;
    for (ScopeColumn column : columns) {
      if (column.name().equals(name)) {
        if (found != null) {
          throw new SqlException(
              SqlState.AMBIGUOUS_COLUMN,
              "common column name \"" + name + "\" appears more than once in " + side + " table");
        }
        found = column;
      }
    }
    if (found == null) {
      throw new SqlException(
          SqlState.UNDEFINED_COLUMN,
          "column \"" + name + "\" specified in USING clause does not exist in " + side + " table");
    }
    return found;
  }

  private ScopeColumn merge(String name, ScopeColumn left, ScopeColumn right, JoinKind kind) {
    List<Expr> both = List.of(left.expr(), right.expr());
    SqlType type = analysis.coercions().common(both, "JOIN/USING");
    Expr leftValue = analysis.coercions().implicit(left.expr(), type);
    Expr rightValue = analysis.coercions().implicit(right.expr(), type);
    if (kind == JoinKind.FULL) {
      return new ScopeColumn(
          name, new Coalesce(List.of(leftValue, rightValue), type), 0, 0, List.of());
    }
    boolean takeRight =
        kind == JoinKind.RIGHT
            || (kind == JoinKind.INNER
                && !(leftValue instanceof Column)
                && rightValue instanceof Column);
    ScopeColumn taken = takeRight ? right : left;
    Expr value = takeRight ? rightValue : leftValue;
    return value instanceof Column
        ? taken.named(name)
        : new ScopeColumn(name, value, 0, 0, List.of());
  }

  private List<RangeEntry> withJoin(
      TableRef.Join join, Sides sides, List<RangeEntry> entries, List<ScopeColumn> merged) {
    if (join.usingAlias() != null) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "an alias of USING is not supported",
          join.usingAlias().pos());
    }
    List<ScopeColumn> columns = new ArrayList<>(merged);
    addRest(columns, sides.leftColumns(), merged);
    addRest(columns, sides.rightColumns(), merged);
    TableRef.Alias alias = join.alias();
    List<RangeEntry> all = new ArrayList<>();
    for (RangeEntry entry : entries) {
      all.add(entry.visible(alias == null && entry.tableVisible(), false));
    }
    RangeEntry whole = RangeEntry.derived("", columns).visible(alias != null, true);
    all.add(FromAnalyzer.aliased(whole, alias));
    return all;
  }

  private static void addRest(
      List<ScopeColumn> into, List<ScopeColumn> columns, List<ScopeColumn> merged) {
    for (ScopeColumn column : columns) {
      boolean taken = false;
      for (ScopeColumn each : merged) {
        taken |= each.name().equals(column.name());
      }
      if (!taken) {
        into.add(column);
      }
    }
  }
}
