package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.Column;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.function.AggregateFunction;
import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.Expression.FunctionCall;
import io.holdfast.sql.parse.ast.SortItem;
import io.holdfast.sql.parse.ast.WindowSpec;
import io.holdfast.sql.plan.logical.AggregateCall.OrderKey;
import io.holdfast.sql.plan.logical.WindowCall.Function;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.TypeNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Window functions and aggregates with OVER: collected by their level. */
final class WindowAnalyzer {
  private static final Map<String, Function> FUNCTIONS =
      Map.ofEntries(
          Map.entry("row_number", Function.ROW_NUMBER),
          Map.entry("rank", Function.RANK),
          Map.entry("dense_rank", Function.DENSE_RANK),
          Map.entry("percent_rank", Function.PERCENT_RANK),
          Map.entry("cume_dist", Function.CUME_DIST),
          Map.entry("ntile", Function.NTILE),
          Map.entry("lag", Function.LAG),
          Map.entry("lead", Function.LEAD),
          Map.entry("first_value", Function.FIRST_VALUE),
          Map.entry("last_value", Function.LAST_VALUE),
          Map.entry("nth_value", Function.NTH_VALUE));

  private final Analysis analysis;

  WindowAnalyzer(Analysis analysis) {
    this.analysis = analysis;
  }

  boolean isWindowFunction(@Nullable String schema, String name) {
    return FUNCTIONS.containsKey(name) && (schema == null || schema.equals("pg_catalog"));
  }

  /** A call of a function that only makes sense over a window. */
  Expr windowFunction(String name, FunctionCall call, Scope scope) {
    Function function = Objects.requireNonNull(FUNCTIONS.get(name));
    requirePlace(call, scope);
    boolean before = scope.insideWindow();
    scope.setInsideWindow(true);
    List<Expr> args = analysis.expressions().analyzeAll(CallAnalyzer.positional(call), scope);
    scope.setInsideWindow(before);
    requireArity(function, name, args, call.pos());
    if (call.over() == null) {
      throw new SqlException(
          SqlState.WRONG_OBJECT_TYPE,
          "window function " + name + " requires an OVER clause",
          call.pos());
    }
    refuseAggregateWords(call);
    List<Expr> coerced = coerce(function, args);
    return add(function, null, coerced, typeOf(function, coerced), call, scope);
  }

  /** An aggregate with OVER. */
  Expr aggregate(AggregateFunction function, List<Expr> args, FunctionCall call, Scope scope) {
    requirePlace(call, scope);
    if (args.isEmpty() && !call.star()) {
      throw new SqlException(
          SqlState.WRONG_OBJECT_TYPE,
          function.name() + "(*) must be used to call a parameterless aggregate function",
          call.pos());
    }
    if (call.distinct()) {
      throw unsupported("DISTINCT is not implemented for window functions", call.pos());
    }
    if (!call.orderBy().isEmpty()) {
      throw unsupported("aggregate ORDER BY is not implemented for window functions", call.pos());
    }
    if (call.filter() != null) {
      throw unsupported("FILTER of a window function is not supported", call.pos());
    }
    for (Expr arg : args) {
      if (Scope.returnsSet(arg)) {
        throw new SqlException(
                SqlState.FEATURE_NOT_SUPPORTED,
                "window function calls cannot contain set-returning function calls",
                analysis.place(arg))
            .withHint(CallAnalyzer.LATERAL_HINT);
      }
    }
    List<Expr> coerced = analysis.coercions().arguments(args, function.argTypes());
    return add(Function.AGGREGATE, function, coerced, function.returnType(), call, scope);
  }

  private void requirePlace(FunctionCall call, Scope scope) {
    if (scope.insideAggregate()) {
      throw new SqlException(
          SqlState.GROUPING_ERROR,
          "aggregate function calls cannot contain window function calls",
          call.pos());
    }
    if (scope.insideWindow()) {
      throw new SqlException(
          SqlState.WINDOWING_ERROR, "window function calls cannot be nested", call.pos());
    }
    if (!scope.clause().allowsWindows()) {
      throw new SqlException(
          SqlState.WINDOWING_ERROR,
          "window functions are not allowed in " + scope.clause().text(),
          call.pos());
    }
  }

  private static void refuseAggregateWords(FunctionCall call) {
    if (call.distinct()) {
      throw unsupported("DISTINCT is not implemented for window functions", call.pos());
    }
    if (call.filter() != null) {
      throw unsupported("FILTER is not implemented for non-aggregate window functions", call.pos());
    }
  }

  private static void requireArity(Function function, String name, List<Expr> args, int pos) {
    int least;
    int most;
    switch (function) {
      case LAG, LEAD -> {
        least = 1;
        most = 3;
      }
      case NTILE, FIRST_VALUE, LAST_VALUE -> {
        least = 1;
        most = 1;
      }
      case NTH_VALUE -> {
        least = 2;
        most = 2;
      }
      default -> {
        least = 0;
        most = 0;
      }
    }
    if (args.size() < least || args.size() > most) {
      StringBuilder types = new StringBuilder();
      for (Expr arg : args) {
        types.append(types.length() == 0 ? "" : ", ").append(TypeNames.format(arg.type().plain()));
      }
      throw new SqlException(
              SqlState.UNDEFINED_FUNCTION,
              "function " + name + "(" + types + ") does not exist",
              pos)
          .withHint(
              "No function matches the given name and argument types."
                  + " You might need to add explicit type casts.");
    }
  }

  private List<Expr> coerce(Function function, List<Expr> args) {
    List<Expr> coerced = new ArrayList<>(args);
    if (function == Function.NTILE) {
      coerced.set(0, analysis.coercions().implicit(args.get(0), SqlType.INT4));
      return coerced;
    }
    if (coerced.isEmpty()) {
      return coerced;
    }
    coerced.set(0, analysis.coercions().known(args.get(0)));
    if (coerced.size() > 1) {
      coerced.set(1, analysis.coercions().implicit(args.get(1), SqlType.INT4));
    }
    if (coerced.size() > 2) {
      // anycompatible: the value and its default become one type.
      List<Expr> same =
          analysis.coercions().unify(List.of(coerced.get(0), args.get(2)), "window function");
      coerced.set(0, same.get(0));
      coerced.set(2, same.get(1));
    }
    return coerced;
  }

  private static SqlType typeOf(Function function, List<Expr> args) {
    return switch (function) {
      case ROW_NUMBER, RANK, DENSE_RANK -> SqlType.INT8;
      case PERCENT_RANK, CUME_DIST -> SqlType.FLOAT8;
      case NTILE -> SqlType.of(BaseType.INT4);
      default -> args.get(0).type().plain();
    };
  }

  private Expr add(
      Function function,
      @Nullable AggregateFunction aggregate,
      List<Expr> args,
      SqlType type,
      FunctionCall call,
      Scope scope) {
    WindowSpec spec = resolve(Objects.requireNonNull(call.over()), scope);
    Clause before = scope.enter(Clause.WINDOW);
    List<Expr> partition = new ArrayList<>();
    for (Expression item : spec.partitionBy()) {
      partition.add(key(item, scope));
    }
    List<OrderKey> order = new ArrayList<>();
    for (SortItem item : spec.orderBy()) {
      order.add(new OrderKey(key(item.expression(), scope), item.descending(), item.nullsFirst()));
    }
    scope.enter(before);
    WindowDraft draft = new WindowDraft(function, aggregate, args, partition, order, type);
    int index = scope.windows().indexOf(draft);
    if (index < 0) {
      index = scope.windows().size();
      scope.windows().add(draft);
    }
    return analysis.at(new Column(Scope.WINDOWS + index, type), call.pos());
  }

  private Expr key(Expression expression, Scope scope) {
    return analysis.coercions().known(analysis.expressions().analyze(expression, scope));
  }

  /** The definition that OVER means, a copied one put together. */
  private static WindowSpec resolve(WindowSpec spec, Scope scope) {
    String name = spec.reference() ? spec.name() : spec.base();
    WindowSpec result = spec;
    if (name != null) {
      WindowSpec base = named(name, spec.pos(), scope);
      result = spec.reference() ? base : combine(base, spec);
    }
    if (result.frame() != null) {
      requireDefaultFrame(result);
    }
    return result;
  }

  private static WindowSpec named(String name, int pos, Scope scope) {
    for (WindowSpec window : scope.namedWindows()) {
      if (name.equals(window.name())) {
        return resolve(window, scope);
      }
    }
    throw new SqlException(
        SqlState.UNDEFINED_OBJECT, "window \"" + name + "\" does not exist", pos);
  }

  private static WindowSpec combine(WindowSpec base, WindowSpec spec) {
    if (!spec.partitionBy().isEmpty()) {
      throw new SqlException(
          SqlState.WINDOWING_ERROR,
          "cannot override PARTITION BY clause of window \"" + spec.base() + "\"",
          spec.pos());
    }
    if (!spec.orderBy().isEmpty() && !base.orderBy().isEmpty()) {
      throw new SqlException(
          SqlState.WINDOWING_ERROR,
          "cannot override ORDER BY clause of window \"" + spec.base() + "\"",
          spec.pos());
    }
    return new WindowSpec(
        spec.name(),
        false,
        null,
        base.partitionBy(),
        spec.orderBy().isEmpty() ? base.orderBy() : spec.orderBy(),
        spec.frame(),
        spec.pos());
  }

  private static void requireDefaultFrame(WindowSpec spec) {
    WindowSpec.Frame frame = Objects.requireNonNull(spec.frame());
    boolean usual =
        frame.mode() == WindowSpec.Mode.RANGE
            && frame.start() == WindowSpec.Bound.UNBOUNDED_PRECEDING
            && frame.end() == WindowSpec.Bound.CURRENT_ROW
            && frame.exclusion() == WindowSpec.Exclusion.NONE;
    if (!usual) {
      throw unsupported("window frames are not supported", frame.pos());
    }
  }

  private static SqlException unsupported(String message, int pos) {
    return new SqlException(SqlState.FEATURE_NOT_SUPPORTED, message, pos);
  }
}
