package io.holdfast.sql.function;

import io.holdfast.sql.expr.ScalarBody;
import io.holdfast.sql.expr.Volatility;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the registry as it was declared.
 *
 * @param kind what of the last four components is there
 * @param variadic the last parameter may stand any number of times
 * @param columns names of the result columns of a composite row, else empty
 */
record Declared(
    Kind kind,
    String name,
    List<ArgType> params,
    boolean variadic,
    List<ArgType> results,
    List<String> columns,
    boolean strict,
    Volatility volatility,
    @Nullable ScalarSource scalar,
    @Nullable AggregateSource aggregate,
    SetFunction.@Nullable Body rows) {
  /** What the entry is. */
  enum Kind {
    OPERATOR,
    FUNCTION,
    AGGREGATE,
    ROWS
  }

  /** The work of a function once the types of its arguments are known. */
  @FunctionalInterface
  interface ScalarSource {
    ScalarBody body(List<SqlType> argTypes);
  }

  /** The states of an aggregate once the types of its arguments are known. */
  @FunctionalInterface
  interface AggregateSource {
    Supplier<Accumulator> accumulators(List<SqlType> argTypes);
  }

  /** The parameters for a call with so many arguments, null when there are too few or too many. */
  @Nullable List<ArgType> paramsFor(int arguments) {
    if (!variadic) {
      return arguments == params.size() ? params : null;
    }
    if (arguments < params.size()) {
      return null;
    }
    List<ArgType> all = new ArrayList<>(params);
    while (all.size() < arguments) {
      all.add(params.get(params.size() - 1));
    }
    return all;
  }

  ScalarSource scalarSource() {
    return Objects.requireNonNull(scalar);
  }

  AggregateSource aggregateSource() {
    return Objects.requireNonNull(aggregate);
  }

  SetFunction.Body rowsBody() {
    return Objects.requireNonNull(rows);
  }
}
