package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.Column;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.FieldSelect;
import io.holdfast.sql.expr.RowCtor;
import io.holdfast.sql.function.SetFunction;
import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.Query;
import io.holdfast.sql.parse.ast.Query.Target;
import io.holdfast.sql.plan.logical.Shape;
import io.holdfast.sql.plan.logical.Values;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.List;

/** SELECT and VALUES: the clauses in the order in which PostgreSQL looks at them. */
final class SelectAnalyzer {
  private final Analysis analysis;
  private final OrderAnalyzer orders;
  private final LockAnalyzer locks;
  private final ColumnNames names;

  SelectAnalyzer(Analysis analysis) {
    this.analysis = analysis;
    orders = new OrderAnalyzer(analysis);
    locks = new LockAnalyzer();
    names = new ColumnNames(analysis::firstColumn);
  }

  SelectDraft select(Query query, Query.Select select, Scope scope) {
    QueryAnalyzer.refuseTies(query);
    FromItem from = analysis.from().analyze(select.from(), scope, !query.locking().isEmpty());
    scope.setEntries(from.entries());
    scope.setNamedWindows(select.windows());
    SelectDraft draft = new SelectDraft(analysis, scope, from);
    draft.targets().addAll(targets(select.targets(), scope, Clause.SELECT));
    if (select.where() != null) {
      draft.setWhere(
          analysis.expressions().condition(select.where(), scope, Clause.WHERE, "WHERE"));
    }
    if (select.having() != null) {
      draft.setHaving(
          analysis.expressions().condition(select.having(), scope, Clause.HAVING, "HAVING"));
    }
    orders.orderBy(query.orderBy(), draft);
    orders.groupBy(select.groupBy(), draft);
    if (select.groupDistinct()) {
      draft.setGrouped();
    }
    if (select.distinct()) {
      orders.distinct(select.distinctOn(), draft);
    }
    // OFFSET is looked at first.
    Expr offset = analysis.queries().count(query.offset(), scope, Clause.OFFSET);
    draft.setWindow(analysis.queries().count(query.limit(), scope, Clause.LIMIT), offset);
    if (!query.locking().isEmpty()) {
      locks.lock(query.locking(), select, draft);
    }
    return draft;
  }

  /** The values of a target list, stars taken apart. */
  List<TargetItem> targets(List<Target> targets, Scope scope, Clause clause) {
    Clause before = scope.enter(clause);
    List<TargetItem> items = new ArrayList<>();
    for (Target target : targets) {
      if (target.expression() instanceof Expression.Star star) {
        if (star.qualifier().isEmpty() && scope.entries().isEmpty()) {
          throw new SqlException(
              SqlState.SYNTAX_ERROR, "SELECT * with no tables specified is not valid", star.pos());
        }
        for (ScopeColumn column : analysis.columns().star(star.qualifier(), scope, star.pos())) {
          items.add(new TargetItem(column.expr(), column.name(), column, column.fields(), false));
        }
      } else if (target.expression() instanceof Expression.FieldStar star) {
        fields(star, scope, items);
      } else {
        items.add(item(target, scope));
      }
    }
    scope.enter(before);
    return items;
  }

  private void fields(Expression.FieldStar star, Scope scope, List<TargetItem> items) {
    Expr base = analysis.expressions().analyze(star.base(), scope);
    List<SetFunction.OutputColumn> parts = analysis.fields(base);
    if (parts.isEmpty()) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "row expansion via \"*\" is not supported here",
          star.pos());
    }
    for (int i = 0; i < parts.size(); i++) {
      Expr field =
          base instanceof RowCtor row
              ? row.fields().get(i)
              : new FieldSelect(base, i, parts.get(i).type());
      ScopeColumn origin = analysis.columns().origin(field, scope);
      items.add(new TargetItem(field, parts.get(i).name(), origin, List.of(), false));
    }
  }

  private TargetItem item(Target target, Scope scope) {
    Expr value = analysis.expressions().analyze(target.expression(), scope);
    boolean collated = target.expression() instanceof Expression.Collate;
    String alias = target.alias();
    String name = alias != null ? alias : names.of(target.expression());
    return new TargetItem(
        value,
        name,
        collated ? null : analysis.columns().origin(value, scope),
        analysis.fields(value),
        false);
  }

  /** VALUES as a query: a table of its rows with the columns column1, column2... */
  SelectDraft values(Query query, Query.Values values, Scope scope) {
    QueryAnalyzer.refuseTies(query);
    if (!query.locking().isEmpty()) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED,
          LockAnalyzer.name(query.locking().get(0)) + " cannot be applied to VALUES");
    }
    FromItem from = rows(values, scope);
    scope.setEntries(from.entries());
    SelectDraft draft = new SelectDraft(analysis, scope, from);
    for (ScopeColumn column : analysis.columns().star(List.of(), scope, values.pos())) {
      draft.targets().add(new TargetItem(column.expr(), column.name(), null, List.of(), false));
    }
    orders.orderBy(query.orderBy(), draft);
    Expr offset = analysis.queries().count(query.offset(), scope, Clause.OFFSET);
    draft.setWindow(analysis.queries().count(query.limit(), scope, Clause.LIMIT), offset);
    return draft;
  }

  private FromItem rows(Query.Values values, Scope scope) {
    Clause before = scope.enter(Clause.VALUES);
    List<List<Expr>> rows = new ArrayList<>();
    for (List<Expression> row : values.rows()) {
      List<Expr> items = new ArrayList<>(analysis.expressions().rowItems(row, scope));
      if (!rows.isEmpty() && items.size() != rows.get(0).size()) {
        throw new SqlException(
            SqlState.SYNTAX_ERROR,
            "VALUES lists must all be the same length",
            items.isEmpty() ? values.pos() : analysis.place(items.get(0)));
      }
      rows.add(items);
    }
    int width = rows.get(0).size();
    scope.enter(before);
    List<SqlType> types = new ArrayList<>();
    List<String> columnNames = new ArrayList<>();
    List<ScopeColumn> columns = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      SqlType type = unifyColumn(rows, i);
      types.add(type);
      columnNames.add("column" + (i + 1));
      columns.add(new ScopeColumn(columnNames.get(i), new Column(i, type), 0, 0, List.of()));
    }
    return new FromItem(
        new Values(rows, new Shape(columnNames, types)),
        List.of(RangeEntry.derived("*VALUES*", columns)));
  }

  private SqlType unifyColumn(List<List<Expr>> rows, int column) {
    List<Expr> values = new ArrayList<>();
    rows.forEach(row -> values.add(row.get(column)));
    SqlType type = analysis.coercions().common(values, "VALUES");
    if (type.is(BaseType.UNKNOWN)) {
      type = SqlType.TEXT;
    }
    boolean sameModifier = true;
    for (List<Expr> row : rows) {
      row.set(column, analysis.coercions().implicit(row.get(column), type));
      sameModifier &= row.get(column).type().equals(rows.get(0).get(column).type());
    }
    return sameModifier ? rows.get(0).get(column).type() : type.plain();
  }
}
