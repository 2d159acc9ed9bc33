package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.Column;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.function.CommonType;
import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.Query;
import io.holdfast.sql.parse.ast.SortItem;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** UNION, INTERSECT, EXCEPT: both sides get the same types, the left one names the columns. */
final class SetOperationAnalyzer {
  private final Analysis analysis;
  private final QueryAnalyzer queries;

  SetOperationAnalyzer(Analysis analysis, QueryAnalyzer queries) {
    this.analysis = analysis;
    this.queries = queries;
  }

  QueryDraft draft(
      Query query,
      Query.SetOperation operation,
      @Nullable Scope parent,
      Feeds feeds,
      @Nullable CteScope ctes) {
    QueryAnalyzer.refuseTies(query);
    if (!query.locking().isEmpty()) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED,
          LockAnalyzer.name(query.locking().get(0))
              + " is not allowed with UNION/INTERSECT/EXCEPT");
    }
    SetDraft draft = sides(operation, parent, feeds, ctes);
    for (SortItem item : query.orderBy()) {
      OrderAnalyzer.addKey(draft.orderBy(), OrderAnalyzer.key(column(item, draft), item));
    }
    Scope scope = new Scope(parent, feeds);
    scope.setCtes(ctes);
    Expr offset = queries.count(query.offset(), scope, Clause.OFFSET);
    draft.setWindow(queries.count(query.limit(), scope, Clause.LIMIT), offset);
    return draft;
  }

  private SetDraft sides(
      Query.SetOperation operation, @Nullable Scope parent, Feeds feeds, @Nullable CteScope ctes) {
    QueryDraft left = queries.draft(operation.left(), parent, feeds, ctes);
    QueryDraft right = queries.draft(operation.right(), parent, feeds, ctes);
    String name = operation.kind().name();
    if (left.width() != right.width()) {
      throw new SqlException(
          SqlState.SYNTAX_ERROR,
          "each " + name + " query must have the same number of columns",
          right.width() == 0 ? 0 : right.place(0));
    }
    List<SqlType> types = new ArrayList<>();
    for (int i = 0; i < left.width(); i++) {
      SqlType type = common(left, right, i, name);
      left.fit(i, type);
      right.fit(i, type);
      boolean sameModifier = left.type(i).equals(right.type(i));
      types.add(sameModifier ? left.type(i) : type.plain());
    }
    return new SetDraft(analysis, operation, left, right, types);
  }

  private static SqlType common(QueryDraft left, QueryDraft right, int column, String name) {
    try {
      return CommonType.of(List.of(left.type(column), right.type(column)), name);
    } catch (SqlException failure) {
      throw failure.at(right.place(column));
    }
  }

  /** Only output columns, by number or by name. */
  private int column(SortItem item, SetDraft draft) {
    Expression expression = item.expression();
    if (expression instanceof Expression.Literal literal) {
      if (analysis.parameters().lifts(literal)) {
        throw new LiteralsMatterException();
      }
      return OrderAnalyzer.ordinal(literal, draft.width(), "ORDER BY");
    }
    if (expression instanceof Expression.ColumnRef ref && ref.names().size() == 1) {
      int found = -1;
      for (int i = 0; i < draft.width(); i++) {
        if (draft.name(i).equals(ref.name())) {
          if (found >= 0) {
            throw new SqlException(
                SqlState.AMBIGUOUS_COLUMN,
                "ORDER BY \"" + ref.name() + "\" is ambiguous",
                ref.pos());
          }
          found = i;
        }
      }
      if (found >= 0) {
        return found;
      }
      throw new SqlException(
          SqlState.UNDEFINED_COLUMN, "column \"" + ref.name() + "\" does not exist", ref.pos());
    }
    throw new SqlException(
            SqlState.FEATURE_NOT_SUPPORTED,
            "invalid UNION/INTERSECT/EXCEPT ORDER BY clause",
            place(expression, draft))
        .withDetail("Only result column names can be used, not expressions or functions.")
        .withHint(
            "Add the expression/function to every SELECT, or move the UNION into a FROM clause.");
  }

  /** Where the expression begins; its names are those of the output columns. */
  private int place(Expression expression, SetDraft draft) {
    Scope scope = new Scope(null, new Feeds(analysis));
    List<ScopeColumn> columns = new ArrayList<>();
    for (int i = 0; i < draft.width(); i++) {
      columns.add(new ScopeColumn(draft.name(i), new Column(i, draft.type(i)), 0, 0, List.of()));
    }
    scope.setEntries(List.of(RangeEntry.derived("", columns)));
    return analysis.place(analysis.expressions().analyze(expression, scope));
  }
}
