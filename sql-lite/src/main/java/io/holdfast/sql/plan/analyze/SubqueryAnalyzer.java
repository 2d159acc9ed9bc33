package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.And;
import io.holdfast.sql.expr.Call;
import io.holdfast.sql.expr.Column;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.FieldSelect;
import io.holdfast.sql.expr.Not;
import io.holdfast.sql.expr.Or;
import io.holdfast.sql.expr.RowCompare;
import io.holdfast.sql.expr.ScalarFunction;
import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.Query;
import io.holdfast.sql.plan.logical.Distinct;
import io.holdfast.sql.plan.logical.LogicalSubquery;
import io.holdfast.sql.plan.logical.LogicalSubquery.Kind;
import io.holdfast.sql.plan.logical.OutputColumn;
import io.holdfast.sql.plan.logical.Project;
import io.holdfast.sql.plan.logical.Rel;
import io.holdfast.sql.plan.logical.Sort;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.TypeNames;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Queries inside of expressions. */
final class SubqueryAnalyzer {
  private final Analysis analysis;
  private final OperatorAnalyzer operators;

  SubqueryAnalyzer(Analysis analysis, OperatorAnalyzer operators) {
    this.analysis = analysis;
    this.operators = operators;
  }

  /** Null for what is none of them. */
  @Nullable Expr analyze(Expression expression, Scope scope) {
    if (expression instanceof Expression.Exists exists) {
      Feeds feeds = new Feeds(analysis);
      AnalyzedQuery query = query(exists.query(), feeds, scope, exists.pos());
      return analysis.at(
          new LogicalSubquery(
              Kind.EXISTS, SqlType.BOOL, rowsOf(query.rel()), feeds.list(), List.of(), null),
          exists.pos());
    }
    if (expression instanceof Expression.ScalarSubquery scalar) {
      return scalar(scalar, scope);
    }
    if (expression instanceof Expression.ArraySubquery array) {
      return array(array, scope);
    }
    if (expression instanceof Expression.InSubquery in) {
      Expr any = compared("=", in.arg(), false, in.query(), in.pos(), scope);
      return in.negated() ? analysis.covering(new Not(any), in.pos()) : any;
    }
    if (expression instanceof Expression.QuantifiedSubquery quantified) {
      operators.requireSchema(quantified.schema(), quantified.pos());
      return compared(
          quantified.operator(),
          quantified.left(),
          quantified.all(),
          quantified.query(),
          quantified.pos(),
          scope);
    }
    return null;
  }

  /** EXISTS asks for rows only: what they are computed to, and their order, does not matter. */
  private static Rel rowsOf(Rel query) {
    Rel rel = query;
    while (rel instanceof Project || rel instanceof Sort || rel instanceof Distinct) {
      rel = rel.inputs().get(0);
    }
    return rel;
  }

  private AnalyzedQuery query(Query query, Feeds feeds, Scope scope, int pos) {
    if (scope.clause() == Clause.DEFAULT || scope.clause() == Clause.CHECK) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED,
          scope.clause() == Clause.DEFAULT
              ? "cannot use subquery in DEFAULT expression"
              : "cannot use subquery in check constraint",
          pos);
    }
    AnalyzedQuery analyzed = analysis.queries().analyze(query, scope, feeds, true);
    if (!analyzed.columns().isEmpty()) {
      analysis.nameFirstColumn(query, analyzed.columns().get(0).name());
    }
    return analyzed;
  }

  private static SqlType onlyColumn(AnalyzedQuery query, int pos) {
    if (query.columns().size() != 1) {
      throw new SqlException(
          SqlState.SYNTAX_ERROR,
          query.columns().isEmpty()
              ? "subquery must return a column"
              : "subquery must return only one column",
          pos);
    }
    return query.columns().get(0).type();
  }

  private Expr scalar(Expression.ScalarSubquery scalar, Scope scope) {
    Feeds feeds = new Feeds(analysis);
    AnalyzedQuery query = query(scalar.query(), feeds, scope, scalar.pos());
    SqlType type = onlyColumn(query, scalar.pos());
    return analysis.at(
        new LogicalSubquery(Kind.SCALAR, type, query.rel(), feeds.list(), List.of(), null),
        scalar.pos());
  }

  /** The values of the only row of a sub-query, which is compared with a row. */
  List<Expr> fields(Expression.ScalarSubquery row, int width, Scope scope, int pos) {
    Feeds feeds = new Feeds(analysis);
    AnalyzedQuery query = query(row.query(), feeds, scope, row.pos());
    List<OutputColumn> columns = query.columns();
    if (columns.size() != width) {
      throw new SqlException(
          SqlState.SYNTAX_ERROR,
          columns.size() > width ? "subquery has too many columns" : "subquery has too few columns",
          pos);
    }
    Expr whole =
        new LogicalSubquery(
            Kind.ROW, SqlType.of(BaseType.RECORD), query.rel(), feeds.list(), List.of(), null);
    List<Expr> fields = new ArrayList<>();
    for (OutputColumn column : columns) {
      fields.add(analysis.at(new FieldSelect(whole, fields.size(), column.type()), row.pos()));
    }
    return fields;
  }

  private Expr array(Expression.ArraySubquery array, Scope scope) {
    Feeds feeds = new Feeds(analysis);
    AnalyzedQuery query = query(array.query(), feeds, scope, array.pos());
    SqlType element = onlyColumn(query, array.pos());
    try {
      SqlType type = TypeNames.arrayOf(element.plain());
      return analysis.at(
          new LogicalSubquery(Kind.ARRAY, type, query.rel(), feeds.list(), List.of(), null),
          array.pos());
    } catch (SqlException failure) {
      throw failure.at(array.pos());
    }
  }

  private Expr compared(
      String symbol, Expression arg, boolean all, Query sub, int pos, Scope scope) {
    List<Expr> left =
        arg instanceof Expression.RowExpr row
            ? analysis.expressions().analyzeAll(row.items(), scope)
            : List.of(analysis.expressions().analyze(arg, scope));
    Feeds feeds = new Feeds(analysis);
    AnalyzedQuery query = query(sub, feeds, scope, pos);
    List<OutputColumn> columns = query.columns();
    if (columns.size() != left.size()) {
      throw new SqlException(
          SqlState.SYNTAX_ERROR,
          columns.size() > left.size()
              ? "subquery has too many columns"
              : "subquery has too few columns",
          pos);
    }
    List<Expr> values = new ArrayList<>();
    List<Expr> leftColumns = new ArrayList<>();
    List<Expr> rightColumns = new ArrayList<>();
    List<Expr> pairs = new ArrayList<>();
    for (int i = 0; i < left.size(); i++) {
      SqlType type = columns.get(i).type();
      ScalarFunction function = operators.resolve(symbol, left.get(i).type(), type, pos);
      requireCondition(function, pos);
      Expr value = analysis.coercions().implicit(left.get(i), function.argTypes().get(0));
      values.add(value);
      Expr own = analysis.at(new Column(i, value.type()), pos);
      Expr other = analysis.at(new Column(left.size() + i, type), pos);
      other = analysis.coercions().implicit(other, function.argTypes().get(1));
      leftColumns.add(own);
      rightColumns.add(other);
      pairs.add(new Call(function, own, other));
    }
    Expr comparison = comparison(symbol, leftColumns, rightColumns, pairs, pos);
    return analysis.covering(
        new LogicalSubquery(
            all ? Kind.ALL : Kind.ANY, SqlType.BOOL, query.rel(), feeds.list(), values, comparison),
        pos);
  }

  private static void requireCondition(ScalarFunction function, int pos) {
    if (!function.returnType().is(BaseType.BOOL)) {
      throw new SqlException(
          SqlState.DATATYPE_MISMATCH,
          "row comparison operator must yield type boolean, not type "
              + TypeNames.format(function.returnType()),
          pos);
    }
  }

  private Expr comparison(
      String symbol, List<Expr> left, List<Expr> right, List<Expr> pairs, int pos) {
    if (pairs.size() == 1) {
      return pairs.get(0);
    }
    return switch (symbol) {
      case "=" -> new And(pairs);
      case "<>" -> new Or(pairs);
      case "<", "<=", ">", ">=" -> rowOrder(symbol, left, right);
      default ->
          throw new SqlException(
              SqlState.FEATURE_NOT_SUPPORTED,
              "could not determine interpretation of row comparison operator " + symbol,
              pos);
    };
  }

  private Expr rowOrder(String symbol, List<Expr> left, List<Expr> right) {
    List<Expr> lefts = new ArrayList<>();
    List<Expr> rights = new ArrayList<>();
    for (int i = 0; i < left.size(); i++) {
      List<Expr> same =
          analysis.coercions().unify(List.of(left.get(i), right.get(i)), "row comparison");
      lefts.add(same.get(0));
      rights.add(same.get(1));
    }
    RowCompare.Order order =
        switch (symbol) {
          case "<" -> RowCompare.Order.LT;
          case "<=" -> RowCompare.Order.LE;
          case ">" -> RowCompare.Order.GT;
          default -> RowCompare.Order.GE;
        };
    return new RowCompare(order, lefts, rights);
  }
}
