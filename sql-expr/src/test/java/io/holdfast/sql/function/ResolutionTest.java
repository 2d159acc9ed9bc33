package io.holdfast.sql.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.Call;
import io.holdfast.sql.expr.Cast;
import io.holdfast.sql.expr.Column;
import io.holdfast.sql.expr.Const;
import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.Param;
import io.holdfast.sql.expr.ScalarFunction;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ResolutionTest {
  private static final SqlType VARCHAR = SqlType.of(BaseType.VARCHAR);

  private final EvalContext ctx = FixedSession.context();
  private final Functions functions = Functions.builtin();

  @Test
  void aParameterWithoutATypeTakesTheOtherSidesType() {
    Coercion coercion = new Coercion(ctx, (index, wanted) -> wanted);
    Expr sum =
        functions.operatorCall(
            "+", new Column(2, SqlType.INT4), new Param(0, SqlType.UNKNOWN), coercion);
    assertThat(sum.children().get(1)).isEqualTo(new Param(0, SqlType.INT4));
    assertThat(sum.type()).isEqualTo(SqlType.INT4);
  }

  @Test
  void aParameterDecidedBeforeIsCast() {
    Coercion coercion = new Coercion(ctx, (index, wanted) -> SqlType.INT2);
    Expr sum =
        functions.operatorCall(
            "+", new Column(0, SqlType.NUMERIC), new Param(0, SqlType.UNKNOWN), coercion);
    assertThat(sum.children().get(1)).isInstanceOf(Cast.class);
  }

  @Test
  void operatorsOfVarcharAreThoseOfText() {
    ScalarFunction equal = functions.operator("=", VARCHAR, SqlType.UNKNOWN);
    assertThat(equal.argTypes()).containsExactly(SqlType.TEXT, SqlType.TEXT);
    assertThat(equal.isBinary("=")).isTrue();
    assertThat(functions.operator("!=", SqlType.INT4, SqlType.INT8).name()).isEqualTo("<>");
  }

  @Test
  void whatDoesNotExistIsSaidWithAHint() {
    SqlException none =
        Objects.requireNonNull(
            catchThrowableOfType(
                SqlException.class, () -> functions.operator("=", SqlType.INT4, SqlType.TEXT)));
    assertThat(none.state()).isEqualTo(SqlState.UNDEFINED_FUNCTION);
    assertThat(none.message()).isEqualTo("operator does not exist: integer = text");
    assertThat(none.field(SqlException.Field.HINT))
        .isEqualTo(
            "No operator matches the given name and argument types."
                + " You might need to add explicit type casts.");
    assertThatThrownBy(() -> functions.operator("-", null, SqlType.TEXT))
        .hasMessage("operator does not exist: - text");
    assertThatThrownBy(() -> functions.operator("+", SqlType.UNKNOWN, SqlType.UNKNOWN))
        .hasMessage("operator is not unique: unknown + unknown");
    assertThatThrownBy(() -> functions.function("pg_catalog", "foo", List.of(SqlType.INT4)))
        .hasMessage("function pg_catalog.foo(integer) does not exist");
    assertThatThrownBy(() -> functions.function("other", "length", List.of(SqlType.TEXT)))
        .hasMessage("function other.length(text) does not exist");
  }

  @Test
  void typesOfOneConstructMeetInTheMoreGeneral() {
    assertThat(CommonType.of(List.of(SqlType.INT4, SqlType.NUMERIC), "CASE"))
        .isEqualTo(SqlType.NUMERIC);
    assertThat(CommonType.of(List.of(SqlType.UNKNOWN, SqlType.INT4), "CASE"))
        .isEqualTo(SqlType.INT4);
    assertThat(CommonType.of(List.of(SqlType.UNKNOWN, SqlType.UNKNOWN), "CASE"))
        .isEqualTo(SqlType.TEXT);
    assertThat(CommonType.of(List.of(VARCHAR, SqlType.TEXT), "UNION")).isEqualTo(VARCHAR);
    assertThat(
            CommonType.of(
                List.of(SqlType.of(BaseType.DATE), SqlType.of(BaseType.TIMESTAMP)), "UNION"))
        .isEqualTo(SqlType.of(BaseType.TIMESTAMP));
    SqlType short3 = new SqlType(BaseType.VARCHAR, 7);
    assertThat(CommonType.of(List.of(short3, short3), "UNION")).isEqualTo(short3);
    assertThatThrownBy(() -> CommonType.of(List.of(SqlType.INT4, SqlType.TEXT), "CASE"))
        .hasMessage("CASE types integer and text cannot be matched");
  }

  @Test
  void castsAreAllowedByContext() {
    assertThat(Casts.canCoerce(BaseType.INT4, BaseType.INT8, CastContext.IMPLICIT)).isTrue();
    assertThat(Casts.canCoerce(BaseType.INT8, BaseType.INT4, CastContext.IMPLICIT)).isFalse();
    assertThat(Casts.canCoerce(BaseType.INT8, BaseType.INT4, CastContext.ASSIGNMENT)).isTrue();
    assertThat(Casts.canCoerce(BaseType.INT4, BaseType.TEXT, CastContext.IMPLICIT)).isFalse();
    assertThat(Casts.canCoerce(BaseType.INT4, BaseType.TEXT, CastContext.ASSIGNMENT)).isTrue();
    assertThat(Casts.canCoerce(BaseType.TEXT, BaseType.INT4, CastContext.ASSIGNMENT)).isFalse();
    assertThat(Casts.canCoerce(BaseType.TEXT, BaseType.INT4, CastContext.EXPLICIT)).isTrue();
    assertThat(Casts.canCoerce(BaseType.INT4, BaseType.BOOL, CastContext.ASSIGNMENT)).isFalse();
    assertThat(Casts.canCoerce(BaseType.INT4, BaseType.DATE, CastContext.EXPLICIT)).isFalse();
    assertThat(Casts.canCoerce(BaseType.INT4_ARRAY, BaseType.INT8_ARRAY, CastContext.IMPLICIT))
        .isTrue();
    assertThat(Casts.isBinaryCoercible(BaseType.VARCHAR, BaseType.TEXT)).isTrue();
    assertThat(Casts.isBinaryCoercible(BaseType.BPCHAR, BaseType.TEXT)).isFalse();
  }

  @Test
  void anAssignmentRefusesWhatACastCuts() {
    Coercion coercion = new Coercion(ctx, (index, wanted) -> wanted);
    SqlType short3 = new SqlType(BaseType.VARCHAR, 7);
    Expr column = new Const("abcdef", SqlType.TEXT);
    Expr stored = coercion.coerce(column, short3, CastContext.ASSIGNMENT);
    assertThatThrownBy(() -> stored.eval(new Object[0], ctx))
        .isInstanceOf(SqlException.class)
        .hasMessage("value too long for type character varying(3)");
    Expr cast = coercion.coerce(column, short3, CastContext.EXPLICIT);
    assertThat(cast.eval(new Object[0], ctx)).isEqualTo("abc");
    assertThatThrownBy(
            () -> coercion.coerce(Const.unknown("abcdef"), short3, CastContext.ASSIGNMENT))
        .hasMessage("value too long for type character varying(3)");
  }

  @Test
  void equalCallsAreEqual() {
    Coercion coercion = new Coercion(ctx, (index, wanted) -> wanted);
    Expr a = functions.operatorCall("+", new Column(0, SqlType.INT4), Const.int4(1), coercion);
    Expr b = functions.operatorCall("+", new Column(0, SqlType.INT4), Const.int4(1), coercion);
    assertThat(a).isEqualTo(b).hasSameHashCodeAs(b);
    assertThat(a).isInstanceOf(Call.class);
  }
}
