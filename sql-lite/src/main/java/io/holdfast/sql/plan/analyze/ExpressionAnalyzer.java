package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.And;
import io.holdfast.sql.expr.Case.When;
import io.holdfast.sql.expr.Coalesce;
import io.holdfast.sql.expr.Const;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.Extremum;
import io.holdfast.sql.expr.FieldSelect;
import io.holdfast.sql.expr.IsNull;
import io.holdfast.sql.expr.IsTruth;
import io.holdfast.sql.expr.Not;
import io.holdfast.sql.expr.Or;
import io.holdfast.sql.expr.Param;
import io.holdfast.sql.expr.RowCtor;
import io.holdfast.sql.function.SetFunction;
import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.Expression.BoolKind;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.Decimal;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Value expressions: the way in for all of them, and the constructs with rules of their own. */
final class ExpressionAnalyzer {
  private final Analysis analysis;
  private final OperatorAnalyzer operators;
  private final CallAnalyzer calls;
  private final SubqueryAnalyzer subqueries;
  private final CastAnalyzer casts;

  ExpressionAnalyzer(Analysis analysis) {
    this.analysis = analysis;
    operators = new OperatorAnalyzer(analysis);
    calls = new CallAnalyzer(analysis);
    subqueries = new SubqueryAnalyzer(analysis, operators);
    casts = new CastAnalyzer(analysis);
  }

  CallAnalyzer calls() {
    return calls;
  }

  OperatorAnalyzer operators() {
    return operators;
  }

  SubqueryAnalyzer subqueries() {
    return subqueries;
  }

  /** The expression with its type; a literal nobody has given a type yet is unknown. */
  Expr analyze(Expression expression, Scope scope) {
    if (expression instanceof Expression.ColumnRef ref) {
      if (scope.clause() == Clause.DEFAULT) {
        throw new SqlException(
            SqlState.FEATURE_NOT_SUPPORTED,
            "cannot use column reference in DEFAULT expression",
            ref.pos());
      }
      return analysis.columns().resolve(ref, scope);
    }
    if (expression instanceof Expression.Literal literal) {
      return literal(literal);
    }
    if (expression instanceof Expression.ParamRef param) {
      if (scope.clause() == Clause.DEFAULT) {
        throw new SqlException(
            SqlState.UNDEFINED_PARAMETER, "there is no parameter $" + param.number(), param.pos());
      }
      return analysis.at(analysis.parameters().parameter(param.number(), param.pos()), param.pos());
    }
    if (expression instanceof Expression.FunctionCall call) {
      return calls.call(call, scope);
    }
    if (expression instanceof Expression.ValueFunctionCall call) {
      return calls.valueFunction(call);
    }
    if (expression instanceof Expression.Star star && !star.qualifier().isEmpty()) {
      return analysis.columns().wholeRow(star.qualifier(), scope, star.pos());
    }
    Expr operator = operators.analyze(expression, scope);
    if (operator != null) {
      return operator;
    }
    Expr subquery = subqueries.analyze(expression, scope);
    if (subquery != null) {
      return subquery;
    }
    Expr cast = casts.analyze(expression, scope);
    return cast != null ? cast : construct(expression, scope);
  }

  /** Each of them. */
  List<Expr> analyzeAll(List<Expression> expressions, Scope scope) {
    List<Expr> all = new ArrayList<>(expressions.size());
    for (Expression expression : expressions) {
      all.add(analyze(expression, scope));
    }
    return all;
  }

  /** Each of them; rows with a star are taken apart. */
  List<Expr> rowItems(List<Expression> items, Scope scope) {
    List<Expr> all = new ArrayList<>(items.size());
    for (Expression item : items) {
      if (item instanceof Expression.Star star && !star.qualifier().isEmpty()) {
        analysis
            .columns()
            .star(star.qualifier(), scope, star.pos())
            .forEach(column -> all.add(column.expr()));
      } else if (item instanceof Expression.FieldStar star) {
        all.addAll(fields(star, scope));
      } else {
        all.add(analyze(item, scope));
      }
    }
    return all;
  }

  /** The parts of a row. */
  List<Expr> fields(Expression.FieldStar star, Scope scope) {
    Expr base = analyze(star.base(), scope);
    List<SetFunction.OutputColumn> parts = analysis.fields(base);
    if (parts.isEmpty()) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "row expansion via \"*\" is not supported here",
          star.pos());
    }
    List<Expr> fields = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      fields.add(
          base instanceof RowCtor row
              ? row.fields().get(i)
              : new FieldSelect(base, i, parts.get(i).type()));
    }
    return fields;
  }

  /** A condition of a clause. */
  Expr condition(Expression expression, Scope scope, Clause clause, String construct) {
    Clause before = scope.enter(clause);
    Expr condition = analysis.coercions().condition(analyze(expression, scope), construct);
    scope.enter(before);
    return condition;
  }

  private Expr construct(Expression expression, Scope scope) {
    if (expression instanceof Expression.BoolExpr bool) {
      return bool(bool, scope);
    }
    if (expression instanceof Expression.IsExpr is) {
      return is(is, scope);
    }
    if (expression instanceof Expression.Case choice) {
      return choice(choice, scope);
    }
    if (expression instanceof Expression.Coalesce coalesce) {
      List<Expr> args = operands(coalesce.args(), "COALESCE", scope);
      List<Expr> unified = analysis.coercions().unify(args, "COALESCE");
      return analysis.at(new Coalesce(unified, commonOf(unified)), coalesce.pos());
    }
    if (expression instanceof Expression.MinMax minMax) {
      String name = minMax.greatest() ? "GREATEST" : "LEAST";
      List<Expr> unified = analysis.coercions().unify(analyzeAll(minMax.args(), scope), name);
      return analysis.at(new Extremum(minMax.greatest(), unified, commonOf(unified)), minMax.pos());
    }
    if (expression instanceof Expression.RowExpr row) {
      List<Expr> fields = new ArrayList<>();
      for (Expr field : rowItems(row.items(), scope)) {
        fields.add(analysis.coercions().known(field));
      }
      return analysis.withFields(analysis.at(new RowCtor(fields), row.pos()), unnamed(fields));
    }
    throw unsupported(expression);
  }

  /** The parts of ROW(..) are called f1, f2... */
  private static List<SetFunction.OutputColumn> unnamed(List<Expr> fields) {
    List<SetFunction.OutputColumn> parts = new ArrayList<>();
    for (Expr field : fields) {
      parts.add(new SetFunction.OutputColumn("f" + (parts.size() + 1), field.type()));
    }
    return parts;
  }

  private static SqlException unsupported(Expression expression) {
    if (expression instanceof Expression.Default) {
      return new SqlException(
          SqlState.SYNTAX_ERROR, "DEFAULT is not allowed in this context", expression.pos());
    }
    if (expression instanceof Expression.Star) {
      return new SqlException(
          SqlState.SYNTAX_ERROR, "syntax error at or near \"*\"", expression.pos());
    }
    if (expression instanceof Expression.FieldStar) {
      return new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "row expansion via \"*\" is not supported here",
          expression.pos());
    }
    String what = expression.getClass().getSimpleName();
    return new SqlException(
        SqlState.FEATURE_NOT_SUPPORTED,
        "expressions of kind " + what + " are not supported",
        expression.pos());
  }

  private Expr literal(Expression.Literal literal) {
    if (analysis.parameters().lifts(literal)) {
      return analysis.at(analysis.parameters().literal(literal), literal.pos());
    }
    return analysis.at(constant(literal), literal.pos());
  }

  /** The value of a literal. */
  static Const constant(Expression.Literal literal) {
    return switch (literal.kind()) {
      case INT4 -> new Const(Long.valueOf(literal.text()), SqlType.INT4);
      case INT8 -> new Const(Long.valueOf(literal.text()), SqlType.INT8);
      case NUMERIC -> new Const(Decimal.parse(literal.text()), SqlType.NUMERIC);
      case STRING -> Const.unknown(literal.text());
      case NULL -> Const.unknown(null);
      // Not the shared instances: places are remembered by instance.
      case TRUE -> new Const(true, SqlType.BOOL);
      case FALSE -> new Const(false, SqlType.BOOL);
      case BIT, HEX ->
          throw new SqlException(
              SqlState.FEATURE_NOT_SUPPORTED, "bit strings are not supported", literal.pos());
    };
  }

  private Expr bool(Expression.BoolExpr bool, Scope scope) {
    String name = bool.kind().name();
    List<Expr> args = new ArrayList<>();
    for (Expression arg : bool.args()) {
      Expr condition = analysis.coercions().condition(analyze(arg, scope), name);
      analysis.coercions().requireOne(condition, name);
      args.add(condition);
    }
    Expr whole =
        bool.kind() == BoolKind.NOT
            ? new Not(args.get(0))
            : bool.kind() == BoolKind.AND ? new And(args) : new Or(args);
    return analysis.covering(whole, bool.pos());
  }

  private Expr is(Expression.IsExpr is, Scope scope) {
    Expr arg = analyze(is.arg(), scope);
    switch (is.kind()) {
      case NULL -> {
        return analysis.covering(new IsNull(arg, is.negated()), is.pos());
      }
      case TRUE, FALSE, UNKNOWN -> {
        String construct = "IS " + (is.negated() ? "NOT " : "") + is.kind().name();
        Boolean truth =
            switch (is.kind()) {
              case TRUE -> Boolean.TRUE;
              case FALSE -> Boolean.FALSE;
              default -> null;
            };
        return analysis.covering(
            new IsTruth(analysis.coercions().condition(arg, construct), truth, is.negated()),
            is.pos());
      }
      default ->
          throw new SqlException(
              SqlState.FEATURE_NOT_SUPPORTED,
              "IS " + is.kind().name().toLowerCase(Locale.ROOT) + " is not supported",
              is.pos());
    }
  }

  private Expr choice(Expression.Case choice, Scope scope) {
    String outer = scope.forbidSetsIn("CASE");
    Expr arg = choice.arg() == null ? null : caseArgument(choice.arg(), scope);
    List<Expr> conditions = new ArrayList<>();
    List<Expr> results = new ArrayList<>();
    results.add(Const.unknown(null));
    for (Expression.When when : choice.whens()) {
      Expr condition = analyze(when.condition(), scope);
      if (arg != null) {
        condition = operators.binary("=", arg, condition, when.pos());
      }
      conditions.add(analysis.coercions().condition(condition, "CASE/WHEN"));
      results.add(analyze(when.result(), scope));
    }
    if (choice.otherwise() != null) {
      results.set(0, analyze(choice.otherwise(), scope));
    }
    scope.forbidSetsIn(outer);
    List<Expr> unified = analysis.coercions().unify(results, "CASE");
    List<When> branches = new ArrayList<>();
    for (int i = 0; i < conditions.size(); i++) {
      branches.add(new When(conditions.get(i), unified.get(i + 1)));
    }
    return analysis.at(
        new io.holdfast.sql.expr.Case(branches, unified.get(0), commonOf(unified)), choice.pos());
  }

  private Expr caseArgument(Expression arg, Scope scope) {
    Expr value = analysis.coercions().known(analyze(arg, scope));
    if (value instanceof Param param && analysis.parameters().isLiteral(param)) {
      // It is compared several times, perhaps as several types.
      throw new LiteralsMatterException();
    }
    return value;
  }

  private List<Expr> operands(List<Expression> args, String construct, Scope scope) {
    String outer = scope.forbidSetsIn(construct);
    List<Expr> operands = analyzeAll(args, scope);
    scope.forbidSetsIn(outer);
    return operands;
  }

  /** The type of several values of one base: with the modifier if all have the same. */
  private static SqlType commonOf(List<Expr> unified) {
    @Nullable SqlType common = null;
    for (Expr expr : unified) {
      if (common != null && !common.equals(expr.type())) {
        return SqlType.of(common.base());
      }
      common = expr.type();
    }
    return common == null ? SqlType.of(BaseType.TEXT) : common;
  }
}
