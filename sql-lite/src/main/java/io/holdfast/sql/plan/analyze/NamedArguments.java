package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.Expression.FunctionCall;
import io.holdfast.sql.parse.ast.Expression.NamedArgument;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Arguments given by name, put where their function has them. */
final class NamedArguments {
  private static final List<String> TIMESTAMP =
      List.of("year", "month", "mday", "hour", "min", "sec");

  /** Functions whose parameters have names (pg_proc.proargnames). */
  private static final Map<String, List<String>> NAMES =
      Map.of(
          "make_date", List.of("year", "month", "day"),
          "make_time", List.of("hour", "min", "sec"),
          "make_timestamp", TIMESTAMP,
          "make_timestamptz", List.of("year", "month", "mday", "hour", "min", "sec", "timezone"),
          "make_interval", List.of("years", "months", "weeks", "days", "hours", "mins", "secs"),
          "pg_terminate_backend", List.of("pid", "timeout"));

  /** Functions whose parameters may all be left out, being 0 then. */
  private static final Set<String> WITH_DEFAULTS = Set.of("make_interval");

  private NamedArguments() {}

  static boolean any(FunctionCall call) {
    return call.args().stream().anyMatch(NamedArgument.class::isInstance);
  }

  /**
   * The values as the function declares them; null when no function takes these names.
   *
   * @throws SqlException 42601 for a name given twice, or a value without one behind those with
   */
  static @Nullable List<Expression> inOrder(FunctionCall call) {
    check(call);
    String function = call.name().get(call.name().size() - 1);
    List<String> names = NAMES.getOrDefault(function, List.of());
    @Nullable Expression[] values = new Expression[names.size()];
    int used = 0;
    for (int i = 0; i < call.args().size(); i++) {
      Expression arg = call.args().get(i);
      int at = arg instanceof NamedArgument named ? names.indexOf(named.name()) : i;
      if (at < 0 || at >= values.length || values[at] != null) {
        return null;
      }
      values[at] = arg instanceof NamedArgument named ? named.value() : arg;
      used = Math.max(used, at + 1);
    }
    List<Expression> ordered = new ArrayList<>();
    for (Expression value : Arrays.asList(values).subList(0, used)) {
      if (value == null && !WITH_DEFAULTS.contains(function)) {
        return null;
      }
      ordered.add(
          value == null
              ? new Expression.Literal(Expression.LiteralKind.INT4, "0", -1, call.pos())
              : value);
    }
    return ordered;
  }

  private static void check(FunctionCall call) {
    Set<String> seen = new TreeSet<>();
    for (Expression arg : call.args()) {
      if (arg instanceof NamedArgument named) {
        if (!seen.add(named.name())) {
          throw new SqlException(
              SqlState.SYNTAX_ERROR,
              "argument name \"" + named.name() + "\" used more than once",
              named.pos());
        }
      } else if (!seen.isEmpty()) {
        throw new SqlException(
            SqlState.SYNTAX_ERROR, "positional argument cannot follow named argument", arg.pos());
      }
    }
  }
}
