package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.Call;
import io.holdfast.sql.expr.Column;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.RowCtor;
import io.holdfast.sql.expr.ScalarFunction;
import io.holdfast.sql.function.CastContext;
import io.holdfast.sql.function.FunctionChoice;
import io.holdfast.sql.function.SetFunction;
import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.Expression.FunctionCall;
import io.holdfast.sql.parse.ast.Expression.ValueFunction;
import io.holdfast.sql.plan.logical.SetCall;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls: what a name in front of parentheses is, and the rules for each of its kinds. */
final class CallAnalyzer {
  static final String LATERAL_HINT =
      "You might be able to move the set-returning function into a LATERAL FROM item.";
  private static final int MICRO_DIGITS = 6;

  private final Analysis analysis;
  private final AggregateAnalyzer aggregates;
  private final WindowAnalyzer windows;

  CallAnalyzer(Analysis analysis) {
    this.analysis = analysis;
    aggregates = new AggregateAnalyzer(analysis);
    windows = new WindowAnalyzer(analysis);
  }

  /** Any call in an expression. */
  Expr call(FunctionCall call, Scope scope) {
    String schema = schemaOf(call);
    String name = call.name().get(call.name().size() - 1);
    if (windows.isWindowFunction(schema, name)) {
      return windows.windowFunction(name, call, scope);
    }
    if (call.variadic()) {
      return variadic(schema, name, call, scope);
    }
    boolean aggregate = aggregates.maybe(name);
    List<Integer> taken = aggregate ? taken(scope) : List.of();
    List<Expr> args = aggregate ? aggregates.arguments(call, scope) : arguments(call, scope);
    FunctionChoice choice = choose(schema, name, args, call.pos());
    if (choice instanceof FunctionChoice.Aggregate chosen) {
      Scope owner = call.over() == null ? AggregateAnalyzer.owner(args, scope) : scope;
      if (owner != scope) {
        giveBack(scope, taken);
        return analysis.columns().handDown(call(call, owner), owner, scope, call.pos());
      }
      return call.over() == null
          ? aggregates.call(chosen.function(), args, call, scope)
          : windows.aggregate(chosen.function(), args, call, scope);
    }
    refuseAggregateWords(call, name);
    if (choice instanceof FunctionChoice.Rows rows) {
      return rows(rows.function(), args, call, scope);
    }
    if (choice instanceof FunctionChoice.TypeCast cast) {
      Expr value =
          analysis.coercions().coerce(args.get(0), cast.target(), CastContext.EXPLICIT, call.pos());
      return value == args.get(0) ? value : analysis.covering(value, call.pos());
    }
    FunctionChoice.Scalar scalar = (FunctionChoice.Scalar) choice;
    List<Expr> coerced = analysis.coercions().arguments(args, scalar.function().argTypes());
    return analysis.covering(new Call(scalar.function(), coerced), call.pos());
  }

  /** How much every level has taken from the one around it. */
  private static List<Integer> taken(Scope scope) {
    List<Integer> sizes = new ArrayList<>();
    for (Scope level = scope; level != null; level = level.parent()) {
      sizes.add(level.feeds().size());
    }
    return sizes;
  }

  /** Arguments are analysed again where they belong: what they took on the way is not needed. */
  private static void giveBack(Scope scope, List<Integer> sizes) {
    int depth = 0;
    for (Scope level = scope; level != null; level = level.parent()) {
      level.feeds().cutTo(sizes.get(depth));
      depth++;
    }
  }

  private List<Expr> arguments(FunctionCall call, Scope scope) {
    if (!NamedArguments.any(call)) {
      return analysis.expressions().analyzeAll(call.args(), scope);
    }
    List<Expression> ordered = NamedArguments.inOrder(call);
    if (ordered == null) {
      throw noSuchNames(call, scope);
    }
    return analysis.expressions().analyzeAll(ordered, scope);
  }

  private SqlException noSuchNames(FunctionCall call, Scope scope) {
    StringBuilder text = new StringBuilder();
    for (Expression arg : call.args()) {
      text.append(text.length() == 0 ? "" : ", ");
      boolean named = arg instanceof Expression.NamedArgument;
      text.append(named ? ((Expression.NamedArgument) arg).name() + " => " : "");
      Expression value = named ? ((Expression.NamedArgument) arg).value() : arg;
      text.append(analysis.expressions().analyze(value, scope).type().base().displayName());
    }
    return new SqlException(
            SqlState.UNDEFINED_FUNCTION,
            "function " + String.join(".", call.name()) + "(" + text + ") does not exist",
            call.pos())
        .withHint(
            "No function matches the given name and argument types."
                + " You might need to add explicit type casts.");
  }

  private Expr variadic(@Nullable String schema, String name, FunctionCall call, Scope scope) {
    List<Expr> args = arguments(call, scope);
    try {
      ScalarFunction function =
          analysis.functions().variadic(schema, name, args.stream().map(Expr::type).toList());
      refuseAggregateWords(call, name);
      List<Expr> coerced = analysis.coercions().arguments(args, function.argTypes());
      return analysis.covering(new Call(function, coerced), call.pos());
    } catch (SqlException failure) {
      boolean ofArray = failure.state() == SqlState.DATATYPE_MISMATCH;
      throw failure.at(ofArray ? analysis.place(args.get(args.size() - 1)) : call.pos());
    }
  }

  /** The arguments as written; named ones are refused. */
  static List<Expression> positional(FunctionCall call) {
    for (Expression arg : call.args()) {
      if (arg instanceof Expression.NamedArgument named) {
        throw new SqlException(
            SqlState.FEATURE_NOT_SUPPORTED, "named arguments are not supported", named.pos());
      }
    }
    if (call.variadic()) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED, "VARIADIC arguments are not supported", call.pos());
    }
    return call.args();
  }

  private @Nullable String schemaOf(FunctionCall call) {
    int parts = call.name().size();
    if (parts == 1) {
      return null;
    }
    String schema = call.name().get(parts - 2);
    if (!schema.equals("pg_catalog")
        && analysis.context().catalog().schema(schema) == null
        && !schema.equals("information_schema")) {
      throw new SqlException(
          SqlState.INVALID_SCHEMA_NAME, "schema \"" + schema + "\" does not exist", call.pos());
    }
    return schema;
  }

  private FunctionChoice choose(@Nullable String schema, String name, List<Expr> args, int pos) {
    try {
      return analysis.functions().function(schema, name, args.stream().map(Expr::type).toList());
    } catch (SqlException failure) {
      throw failure.at(pos);
    }
  }

  /** A plain function that the grammar calls. */
  Expr builtin(String name, List<Expr> args, int pos) {
    if (!(choose(null, name, args, pos) instanceof FunctionChoice.Scalar scalar)) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED, "function " + name + " is not supported", pos);
    }
    List<Expr> coerced = analysis.coercions().arguments(args, scalar.function().argTypes());
    return analysis.at(new Call(scalar.function(), coerced), pos);
  }

  private static void refuseAggregateWords(FunctionCall call, String name) {
    String word =
        call.star()
            ? name + "(*)"
            : call.distinct()
                ? "DISTINCT"
                : call.withinGroup()
                    ? "WITHIN GROUP"
                    : !call.orderBy().isEmpty()
                        ? "ORDER BY"
                        : call.filter() != null ? "FILTER" : null;
    if (word != null) {
      throw new SqlException(
          SqlState.WRONG_OBJECT_TYPE,
          word + " specified, but " + name + " is not an aggregate function",
          call.pos());
    }
    if (call.over() != null) {
      throw new SqlException(
          SqlState.WRONG_OBJECT_TYPE,
          "OVER specified, but " + name + " is not a window function nor an aggregate function",
          call.pos());
    }
  }

  /** A set-returning function in a select list: its columns stand behind those of the level. */
  private Expr rows(SetFunction function, List<Expr> args, FunctionCall call, Scope scope) {
    if (!scope.clause().allowsSets()) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "set-returning functions are not allowed in " + scope.clause().text(),
          call.pos());
    }
    String construct = scope.setsForbiddenIn();
    if (construct != null) {
      throw new SqlException(
              SqlState.FEATURE_NOT_SUPPORTED,
              "set-returning functions are not allowed in " + construct,
              call.pos())
          .withHint(LATERAL_HINT);
    }
    if (scope.insideAggregate() || scope.insideWindow()) {
      throw new SqlException(
              SqlState.FEATURE_NOT_SUPPORTED,
              scope.insideAggregate()
                  ? "aggregate function calls cannot contain set-returning function calls"
                  : "window function calls cannot contain set-returning function calls",
              call.pos())
          .withHint(LATERAL_HINT);
    }
    List<Expr> coerced = analysis.coercions().arguments(args, function.argTypes());
    int at = Scope.SETS;
    SetCall wanted = new SetCall(function, coerced);
    boolean known = false;
    for (SetCall before : scope.sets()) {
      if (scope.clause() != Clause.SELECT && before.equals(wanted)) {
        // Later clauses may speak of a value of the select list by writing it once more.
        known = true;
        break;
      }
      at += before.shape().width();
    }
    if (!known) {
      scope.sets().add(wanted);
    }
    if (!function.composite()) {
      return analysis.at(new Column(at, function.columns().get(0).type()), call.pos());
    }
    List<Expr> parts = new ArrayList<>();
    for (SetFunction.OutputColumn column : function.columns()) {
      parts.add(new Column(at + parts.size(), column.type()));
    }
    return analysis.withFields(analysis.at(new RowCtor(parts), call.pos()), function.columns());
  }

  /** A function in FROM; its arguments have no columns of their own level. */
  SetCall tableFunction(Expression expression, Scope scope) {
    if (expression instanceof FunctionCall call && call.over() == null) {
      String name = call.name().get(call.name().size() - 1);
      String schema = schemaOf(call);
      if (!call.variadic() && !aggregates.maybe(name) && !windows.isWindowFunction(schema, name)) {
        List<Expr> args = arguments(call, scope);
        if (choose(schema, name, args, call.pos()) instanceof FunctionChoice.Rows rows) {
          List<Expr> coerced = analysis.coercions().arguments(args, rows.function().argTypes());
          return new SetCall(rows.function(), coerced);
        }
      }
    }
    return SetCall.ofValue(
        analysis.coercions().known(analysis.expressions().analyze(expression, scope)));
  }

  /** {@code CURRENT_TIMESTAMP} and its like. */
  Expr valueFunction(Expression.ValueFunctionCall call) {
    int pos = call.pos();
    Expr value =
        switch (call.function()) {
          case CURRENT_TIMESTAMP -> builtin("now", List.of(), pos);
          case CURRENT_DATE -> moment(BaseType.DATE, pos);
          case LOCALTIMESTAMP -> moment(BaseType.TIMESTAMP, pos);
          case LOCALTIME -> moment(BaseType.TIME, pos);
          case CURRENT_TIME ->
              throw new SqlException(
                  SqlState.FEATURE_NOT_SUPPORTED, "time with time zone is not supported", pos);
          case CURRENT_USER, CURRENT_ROLE, USER -> builtin("current_user", List.of(), pos);
          case SESSION_USER -> builtin("session_user", List.of(), pos);
          case CURRENT_CATALOG -> builtin("current_database", List.of(), pos);
          case CURRENT_SCHEMA -> builtin("current_schema", List.of(), pos);
        };
    if (call.precision() < 0 || isDay(call.function())) {
      return value;
    }
    SqlType type = new SqlType(value.type().base(), Math.min(call.precision(), MICRO_DIGITS));
    return analysis.coercions().coerce(value, type, CastContext.EXPLICIT, pos);
  }

  private static boolean isDay(ValueFunction function) {
    return function == ValueFunction.CURRENT_DATE;
  }

  private Expr moment(BaseType type, int pos) {
    Expr now = builtin("now", List.of(), pos);
    return analysis.coercions().coerce(now, SqlType.of(type), CastContext.EXPLICIT, pos);
  }
}
