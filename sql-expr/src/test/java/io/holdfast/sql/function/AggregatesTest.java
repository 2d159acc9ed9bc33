package io.holdfast.sql.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.ValueText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AggregatesTest {
  private final EvalContext ctx = FixedSession.context();

  private String aggregate(String name, BaseType type, @Nullable String... values) {
    FunctionChoice choice = Functions.builtin().function(null, name, List.of(SqlType.of(type)));
    AggregateFunction function = ((FunctionChoice.Aggregate) choice).function();
    Accumulator accumulator = function.newAccumulator();
    for (String value : values) {
      Object parsed = value == null ? null : ValueText.parse(type, value, ctx.types());
      accumulator.add(ctx, new @Nullable Object[] {parsed});
    }
    Object result = accumulator.result(ctx);
    return function.returnType().base().displayName()
        + ": "
        + (result == null ? "null" : ValueText.format(function.returnType(), result, ctx.types()));
  }

  private static String[] oneToTen() {
    List<String> values = new ArrayList<>();
    for (int i = 1; i <= 10; i++) {
      values.add(String.valueOf(i));
    }
    return values.toArray(String[]::new);
  }

  @Test
  void sumsAndAveragesHaveTheWiderTypes() {
    assertThat(aggregate("sum", BaseType.INT4, oneToTen())).isEqualTo("bigint: 55");
    assertThat(aggregate("sum", BaseType.INT2, oneToTen())).isEqualTo("bigint: 55");
    assertThat(aggregate("sum", BaseType.INT8, oneToTen())).isEqualTo("numeric: 55");
    assertThat(aggregate("sum", BaseType.FLOAT4, oneToTen())).isEqualTo("real: 55");
    assertThat(aggregate("avg", BaseType.INT4, oneToTen()))
        .isEqualTo("numeric: 5.5000000000000000");
    assertThat(aggregate("avg", BaseType.FLOAT8, oneToTen())).isEqualTo("double precision: 5.5");
    assertThat(aggregate("avg", BaseType.NUMERIC, "1.5", "3.0", null))
        .isEqualTo("numeric: 2.2500000000000000");
    assertThat(aggregate("avg", BaseType.INTERVAL, "1 day", "3 days 02:00"))
        .isEqualTo("interval: 2 days 01:00:00");
  }

  @Test
  void aSumOfInt8GoesBeyondTheRangeOfInt8() {
    String max = "9223372036854775807";
    assertThat(aggregate("sum", BaseType.INT8, max, max))
        .isEqualTo("numeric: 18446744073709551614");
    assertThat(aggregate("avg", BaseType.INT8, max, max)).isEqualTo("numeric: " + max);
  }

  @Test
  void deviationsHaveTheDigitsOfPostgres() {
    assertThat(aggregate("stddev", BaseType.INT4, oneToTen()))
        .isEqualTo("numeric: 3.0276503540974917");
    assertThat(aggregate("variance", BaseType.INT4, oneToTen()))
        .isEqualTo("numeric: 9.1666666666666667");
    assertThat(aggregate("var_pop", BaseType.INT8, oneToTen()))
        .isEqualTo("numeric: 8.2500000000000000");
    assertThat(aggregate("stddev_pop", BaseType.NUMERIC, oneToTen()))
        .isEqualTo("numeric: 2.8722813232690143");
    assertThat(aggregate("variance", BaseType.FLOAT8, oneToTen()))
        .isEqualTo("double precision: 9.166666666666666");
    assertThat(aggregate("stddev", BaseType.INT4, "1")).isEqualTo("numeric: null");
    assertThat(aggregate("stddev_pop", BaseType.INT4, "1")).isEqualTo("numeric: 0");
  }

  @Test
  void nullsDoNotTakePart() {
    assertThat(aggregate("count", BaseType.INT4, "1", null, "2")).isEqualTo("bigint: 2");
    assertThat(aggregate("sum", BaseType.INT4)).isEqualTo("bigint: null");
    assertThat(aggregate("max", BaseType.TEXT, "b", null, "a")).isEqualTo("text: b");
    assertThat(aggregate("min", BaseType.DATE, "2024-02-01", "2024-01-31"))
        .isEqualTo("date: 2024-01-31");
    assertThat(aggregate("bool_and", BaseType.BOOL, "t", null, "t")).isEqualTo("boolean: t");
    assertThat(aggregate("bool_or", BaseType.BOOL, "f", null)).isEqualTo("boolean: f");
    assertThat(aggregate("array_agg", BaseType.INT4, "1", null)).isEqualTo("integer[]: {1,NULL}");
    assertThat(aggregate("array_agg", BaseType.INT4)).isEqualTo("integer[]: null");
    assertThat(aggregate("array_agg", BaseType.INT4_ARRAY, "{1,2}", "{3,4}"))
        .isEqualTo("integer[]: {{1,2},{3,4}}");
  }

  @Test
  void extremesOfVarcharAreTexts() {
    assertThat(aggregate("max", BaseType.VARCHAR, "a", "b")).isEqualTo("text: b");
    assertThat(aggregate("min", BaseType.NAME, "a", "b")).isEqualTo("text: a");
    assertThatThrownBy(() -> aggregate("max", BaseType.BOOL, "t"))
        .isInstanceOf(SqlException.class)
        .hasMessage("function max(boolean) does not exist");
  }

  @Test
  void stringAggPutsDelimitersBetween() {
    FunctionChoice choice =
        Functions.builtin().function(null, "string_agg", List.of(SqlType.TEXT, SqlType.UNKNOWN));
    AggregateFunction function = ((FunctionChoice.Aggregate) choice).function();
    assertThat(function.argTypes()).containsExactly(SqlType.TEXT, SqlType.TEXT);
    Accumulator accumulator = function.newAccumulator();
    for (String value : new @Nullable String[] {"a", null, "b"}) {
      accumulator.add(ctx, new @Nullable Object[] {value, ", "});
    }
    assertThat(accumulator.result(ctx)).isEqualTo("a, b");
  }

  @Test
  void countOfRowsTakesNoArguments() {
    FunctionChoice choice = Functions.builtin().function(null, "count", List.of());
    Accumulator accumulator = ((FunctionChoice.Aggregate) choice).function().newAccumulator();
    accumulator.add(ctx, new @Nullable Object[0]);
    accumulator.add(ctx, new @Nullable Object[0]);
    assertThat(accumulator.result(ctx)).isEqualTo(2L);
  }
}
