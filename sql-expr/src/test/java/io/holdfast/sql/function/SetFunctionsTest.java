package io.holdfast.sql.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.expr.Const;
import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.type.ValueText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SetFunctionsTest {
  private final EvalContext ctx = FixedSession.context();
  private final Coercion coercion = new Coercion(ctx, (index, wanted) -> wanted);

  /** Rows of a call as text, fields parted by a bar. */
  private List<String> rows(@Nullable String schema, String name, String... arguments) {
    List<Expr> args =
        Stream.of(arguments).map(text -> new SmallSql(text, coercion).parse()).toList();
    FunctionChoice choice =
        Functions.builtin().function(schema, name, args.stream().map(Expr::type).toList());
    SetFunction function = ((FunctionChoice.Rows) choice).function();
    Object[] values =
        coercion.coerceAll(args, function.argTypes()).stream()
            .map(arg -> arg.eval(new Object[0], ctx))
            .toArray();
    SetFunction.Rows rows = function.open(ctx, values);
    List<String> all = new ArrayList<>();
    for (Object[] row = rows.next(); row != null && all.size() < 20; row = rows.next()) {
      List<String> fields = new ArrayList<>();
      for (int i = 0; i < row.length; i++) {
        Object field = row[i];
        fields.add(
            field == null
                ? "null"
                : ValueText.format(function.columns().get(i).type(), field, ctx.types()));
      }
      all.add(String.join("|", fields));
    }
    return all;
  }

  @Test
  void seriesRunBothWaysAndEndAtTheBound() {
    assertThat(rows(null, "generate_series", "1", "3")).containsExactly("1", "2", "3");
    assertThat(rows(null, "generate_series", "5", "1", "-2")).containsExactly("5", "3", "1");
    assertThat(rows(null, "generate_series", "3", "1")).isEmpty();
    assertThat(rows(null, "generate_series", "1", "null")).isEmpty();
    assertThat(rows(null, "generate_series", "1.0", "2", "0.5"))
        .containsExactly("1.0", "1.5", "2.0");
    assertThat(
            rows(
                null,
                "generate_series",
                "int8 '9223372036854775806'",
                "int8 '9223372036854775807'"))
        .containsExactly("9223372036854775806", "9223372036854775807");
    assertThatThrownBy(() -> rows(null, "generate_series", "1", "2", "0"))
        .isInstanceOf(SqlException.class)
        .hasMessage("step size cannot equal zero");
  }

  @Test
  void seriesOfTimesStepByTheCalendar() {
    assertThat(rows(null, "generate_series", "timestamp '2024-01-31'", "'2024-04-01'", "'1 month'"))
        .containsExactly("2024-01-31 00:00:00", "2024-02-29 00:00:00", "2024-03-29 00:00:00");
    assertThat(rows(null, "generate_series", "date '2024-01-01'", "date '2024-01-02'", "'1 day'"))
        .containsExactly("2024-01-01 00:00:00+00", "2024-01-02 00:00:00+00");
  }

  @Test
  void arraysBecomeRows() {
    assertThat(rows(null, "unnest", "array['a',null,'c']")).containsExactly("a", "null", "c");
    assertThat(rows("information_schema", "_pg_expandarray", "array[7,8]"))
        .containsExactly("7|1", "8|2");
    assertThat(rows(null, "generate_subscripts", "array[7,8]", "1")).containsExactly("1", "2");
    assertThat(rows(null, "string_to_table", "'a,b'", "','")).containsExactly("a", "b");
    assertThat(rows(null, "regexp_matches", "'foobarbaz'", "'b(.)'", "'g'"))
        .containsExactly("{a}", "{a}");
    assertThat(rows(null, "regexp_split_to_table", "'a b'", "'\\s'")).containsExactly("a", "b");
  }

  @Test
  void columnsAreNamedLikeTheFunctionOrItsParameters() {
    FunctionChoice choice =
        Functions.builtin()
            .function(null, "generate_series", List.of(Const.int4(1).type(), Const.int4(1).type()));
    SetFunction series = ((FunctionChoice.Rows) choice).function();
    assertThat(series.columns())
        .extracting(SetFunction.OutputColumn::name)
        .containsExactly("generate_series");
    assertThat(series.composite()).isFalse();
  }
}
