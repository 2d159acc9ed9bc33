package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.Column;
import io.holdfast.sql.expr.ExecParam;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.ExprTrees;
import io.holdfast.sql.function.AggregateFunction;
import io.holdfast.sql.parse.ast.Expression.FunctionCall;
import io.holdfast.sql.parse.ast.SortItem;
import io.holdfast.sql.plan.logical.AggregateCall;
import io.holdfast.sql.plan.logical.AggregateCall.OrderKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Aggregate calls: collected by their level, which computes them after grouping. */
final class AggregateAnalyzer {
  private static final Set<String> NAMES =
      Set.of(
          "count",
          "sum",
          "avg",
          "min",
          "max",
          "bool_and",
          "bool_or",
          "every",
          "string_agg",
          "array_agg",
          "stddev",
          "stddev_pop",
          "stddev_samp",
          "variance",
          "var_pop",
          "var_samp",
          "bit_and",
          "bit_or",
          "bit_xor",
          "json_agg",
          "jsonb_agg");

  private final Analysis analysis;

  AggregateAnalyzer(Analysis analysis) {
    this.analysis = analysis;
  }

  /** True for the names of aggregates: their arguments are analysed in another way. */
  boolean maybe(String name) {
    return NAMES.contains(name);
  }

  /** The arguments; another aggregate in them is an error. */
  List<Expr> arguments(FunctionCall call, Scope scope) {
    if (call.over() != null) {
      return analysis.expressions().analyzeAll(CallAnalyzer.positional(call), scope);
    }
    boolean before = scope.insideAggregate();
    if (before) {
      throw new SqlException(
          SqlState.GROUPING_ERROR, "aggregate function calls cannot be nested", call.pos());
    }
    scope.setInsideAggregate(true);
    List<Expr> args = analysis.expressions().analyzeAll(CallAnalyzer.positional(call), scope);
    scope.setInsideAggregate(false);
    return args;
  }

  /** The call as a column of its level's groups. */
  Expr call(AggregateFunction function, List<Expr> args, FunctionCall call, Scope scope) {
    if (args.isEmpty() && !call.star()) {
      throw new SqlException(
          SqlState.WRONG_OBJECT_TYPE,
          function.name() + "(*) must be used to call a parameterless aggregate function",
          call.pos());
    }
    if (call.withinGroup()) {
      throw new SqlException(
          SqlState.WRONG_OBJECT_TYPE,
          function.name() + " is not an ordered-set aggregate, so it cannot have WITHIN GROUP",
          call.pos());
    }
    if (!scope.clause().allowsAggregates()) {
      throw new SqlException(
          SqlState.GROUPING_ERROR,
          "aggregate functions are not allowed in " + scope.clause().text(),
          call.pos());
    }
    List<Expr> coerced = analysis.coercions().arguments(args, function.argTypes());
    Expr filter = filter(call, scope);
    List<OrderKey> order = order(call, coerced, scope);
    refuseOuter(filter, coerced, call.pos());
    AggregateCall aggregate = new AggregateCall(function, coerced, call.distinct(), order, filter);
    int index = scope.aggregates().indexOf(aggregate);
    if (index < 0) {
      index = scope.aggregates().size();
      scope.aggregates().add(aggregate);
    }
    return analysis.at(new Column(Scope.AGGREGATES + index, function.returnType()), call.pos());
  }

  private @Nullable Expr filter(FunctionCall call, Scope scope) {
    if (call.filter() == null) {
      return null;
    }
    return analysis.expressions().condition(call.filter(), scope, Clause.FILTER, "FILTER");
  }

  private List<OrderKey> order(FunctionCall call, List<Expr> args, Scope scope) {
    List<OrderKey> keys = new ArrayList<>();
    scope.setInsideAggregate(true);
    for (SortItem item : call.orderBy()) {
      Expr value =
          analysis.coercions().known(analysis.expressions().analyze(item.expression(), scope));
      if (call.distinct() && !args.contains(value)) {
        throw new SqlException(
            SqlState.INVALID_COLUMN_REFERENCE,
            "in an aggregate with DISTINCT, ORDER BY expressions must appear in argument list",
            analysis.place(value));
      }
      keys.add(new OrderKey(value, item.descending(), item.nullsFirst()));
    }
    scope.setInsideAggregate(false);
    return keys;
  }

  /**
   * The level an aggregate belongs to: the innermost one whose columns its arguments speak of; its
   * own when they speak of none.
   */
  static Scope owner(List<Expr> args, Scope scope) {
    boolean own = false;
    Scope nearest = null;
    List<ExecParam> outer = new ArrayList<>();
    for (Expr arg : args) {
      own |= ExprTrees.any(arg, node -> node instanceof Column);
      ExprTrees.visit(
          arg,
          node -> {
            if (node instanceof ExecParam param) {
              outer.add(param);
            }
          });
    }
    for (Scope level = scope; !own && nearest == null && level != null; level = level.parent()) {
      Feeds feeds = level.feeds();
      nearest =
          outer.stream().anyMatch(param -> feeds.takes(param.index())) ? level.parent() : null;
    }
    return nearest == null ? scope : nearest;
  }

  /** A filter over nothing but outer columns moves the call to the outer query too. */
  private static void refuseOuter(@Nullable Expr filter, List<Expr> args, int pos) {
    boolean own = false;
    for (Expr arg : args) {
      own |= ExprTrees.any(arg, node -> node instanceof Column);
    }
    if (filter == null || own || ExprTrees.any(filter, node -> node instanceof Column)) {
      return;
    }
    if (ExprTrees.any(filter, node -> node instanceof ExecParam)) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "aggregates over columns of an outer query are not supported in FILTER",
          pos);
    }
  }
}
