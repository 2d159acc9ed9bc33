package io.holdfast.sql.expr;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlArray;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.TypeContext;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExprTest {
  private static final Const NULL = Const.nullOf(SqlType.BOOL);

  /** Fails whenever it is evaluated. */
  private static final Expr FAILURE =
      new Call(
          new ScalarFunction(
              "fail",
              false,
              List.of(SqlType.BOOL),
              SqlType.BOOL,
              true,
              Volatility.IMMUTABLE,
              (ctx, args) -> {
                throw new SqlException(SqlState.DIVISION_BY_ZERO, "division by zero");
              }),
          Const.TRUE);

  private static final ScalarFunction EQUAL =
      new ScalarFunction(
          "=",
          true,
          List.of(SqlType.INT4, SqlType.INT4),
          SqlType.BOOL,
          true,
          Volatility.IMMUTABLE,
          (ScalarBody.Strict2) (ctx, a, b) -> a.equals(b));

  private final EvalContext ctx =
      new EvalContext(new NoSession(), CatalogFunctions.empty(), TypeContext.UTC, 0, 0, () -> {});

  private @Nullable Object eval(Expr expr) {
    return expr.eval(new Object[0], ctx);
  }

  @Test
  void logicHasThreeValues() {
    assertThat(eval(new And(List.of(Const.TRUE, NULL)))).isNull();
    assertThat(eval(new And(List.of(NULL, Const.FALSE)))).isEqualTo(false);
    assertThat(eval(new Or(List.of(Const.FALSE, NULL)))).isNull();
    assertThat(eval(new Or(List.of(NULL, Const.TRUE)))).isEqualTo(true);
    assertThat(eval(new Not(NULL))).isNull();
    assertThat(eval(new IsTruth(NULL, true, true))).isEqualTo(true);
    assertThat(eval(new IsTruth(NULL, null, false))).isEqualTo(true);
    assertThat(NULL.test(new Object[0], ctx)).isFalse();
  }

  @Test
  void whatDoesNotDecideIsNotEvaluated() {
    assertThat(eval(new And(List.of(Const.FALSE, FAILURE)))).isEqualTo(false);
    assertThat(eval(new Or(List.of(Const.TRUE, FAILURE)))).isEqualTo(true);
    assertThat(eval(new Coalesce(List.of(Const.TRUE, FAILURE), SqlType.BOOL))).isEqualTo(true);
    assertThat(
            eval(new Case(List.of(new Case.When(Const.FALSE, FAILURE)), Const.TRUE, SqlType.BOOL)))
        .isEqualTo(true);
  }

  @Test
  void nullsInListsMakeUnknownUnlessDecided() {
    Expr one = Const.int4(1);
    Expr none = Const.nullOf(SqlType.INT4);
    assertThat(eval(new InList(EQUAL, one, List.of(none, one), false))).isEqualTo(true);
    assertThat(eval(new InList(EQUAL, one, List.of(none, Const.int4(2)), false))).isNull();
    assertThat(eval(new InList(EQUAL, one, List.of(none, Const.int4(2)), true))).isNull();
    assertThat(eval(new InList(EQUAL, one, List.of(Const.int4(2)), true))).isEqualTo(true);
    assertThat(eval(new InList(EQUAL, none, List.of(one), false))).isNull();
    Expr array = new Const(SqlArray.of(BaseType.INT4, 2L, null), SqlType.of(BaseType.INT4_ARRAY));
    assertThat(eval(new AnyAll(EQUAL, true, one, array))).isNull();
    assertThat(eval(new AnyAll(EQUAL, true, Const.int4(2), array))).isEqualTo(true);
    assertThat(eval(new AnyAll(EQUAL, false, one, array))).isEqualTo(false);
  }

  @Test
  void distinctnessTreatsNullsAsEqual() {
    Expr none = Const.nullOf(SqlType.INT4);
    assertThat(eval(new IsDistinct(EQUAL, none, none, false))).isEqualTo(false);
    assertThat(eval(new IsDistinct(EQUAL, none, Const.int4(1), false))).isEqualTo(true);
    assertThat(eval(new IsDistinct(EQUAL, Const.int4(1), Const.int4(1), true))).isEqualTo(true);
    assertThat(eval(new NullIf(EQUAL, Const.int4(1), Const.int4(1)))).isNull();
  }

  @Test
  void aRowIsNullWhenAllItsFieldsAre() {
    Expr mixed = new RowCtor(List.of(Const.int4(1), NULL));
    assertThat(eval(new IsNull(mixed, false))).isEqualTo(false);
    assertThat(eval(new IsNull(mixed, true))).isEqualTo(false);
    assertThat(eval(new IsNull(new RowCtor(List.of(NULL, NULL)), false))).isEqualTo(true);
  }

  @Test
  void rowsCompareByTheFirstDifference() {
    List<Expr> left = List.of(Const.int4(1), Const.nullOf(SqlType.INT4));
    List<Expr> right = List.of(Const.int4(2), Const.int4(0));
    assertThat(eval(new RowCompare(RowCompare.Order.LT, left, right))).isEqualTo(true);
    assertThat(eval(new RowCompare(RowCompare.Order.LT, left, left))).isNull();
  }

  @Test
  void arraysAreStackedAndSubscripted() {
    SqlType type = SqlType.of(BaseType.INT4_ARRAY);
    Expr inner = new ArrayCtor(List.of(Const.int4(1), Const.int4(2)), type);
    Expr outer = new ArrayCtor(List.of(inner, inner), type);
    assertThat(String.valueOf(eval(outer))).isEqualTo("{{1,2},{1,2}}");
    List<Expr> place = List.of(Const.int4(2), Const.int4(1));
    assertThat(eval(new Subscript(outer, place, SqlType.INT4))).isEqualTo(1L);
    assertThat(eval(new Subscript(inner, List.of(Const.int4(5)), SqlType.INT4))).isNull();
  }

  @Test
  void extremesLeaveNullsOut() {
    List<Expr> values = List.of(Const.int4(3), Const.nullOf(SqlType.INT4), Const.int4(7));
    assertThat(eval(new Extremum(true, values, SqlType.INT4))).isEqualTo(7L);
    assertThat(eval(new Extremum(false, values, SqlType.INT4))).isEqualTo(3L);
  }

  @Test
  void foldingKeepsWhatFails() {
    assertThat(Folding.fold(FAILURE, ctx)).isEqualTo(FAILURE);
    Expr column = new Column(0, SqlType.BOOL);
    assertThat(Folding.fold(new And(List.of(Const.TRUE, column)), ctx)).isEqualTo(column);
    assertThat(Folding.fold(new And(List.of(column, Const.FALSE)), ctx)).isEqualTo(Const.FALSE);
    assertThat(Folding.fold(new Call(EQUAL, Const.int4(1), Const.int4(1)), ctx))
        .isEqualTo(Const.TRUE);
    assertThat(Folding.fold(new Call(EQUAL, new Param(0, SqlType.INT4), Const.int4(1)), ctx))
        .isInstanceOf(Call.class);
  }

  @Test
  void treesAreRewritten() {
    Expr expr = new Call(EQUAL, new Column(1, SqlType.INT4), new Column(3, SqlType.INT4));
    assertThat(ExprTrees.columns(expr).toString()).isEqualTo("{1, 3}");
    assertThat(ExprTrees.columns(ExprTrees.shiftColumns(expr, 2)).toString()).isEqualTo("{3, 5}");
    assertThat(ExprTrees.conjuncts(new And(List.of(new And(List.of(expr, expr)), expr))))
        .hasSize(3);
    assertThat(ExprTrees.isConstant(expr)).isFalse();
    assertThat(ExprTrees.isStatementConstant(new Param(0, SqlType.INT4))).isTrue();
  }

  private static final class NoSession implements SessionView {
    @Override
    public String currentUser() {
      return "";
    }

    @Override
    public String sessionUser() {
      return "";
    }

    @Override
    public String database() {
      return "";
    }

    @Override
    public List<String> searchPath() {
      return List.of();
    }

    @Override
    public @Nullable String setting(String name) {
      return null;
    }

    @Override
    public String set(String name, @Nullable String value, boolean local) {
      return "";
    }

    @Override
    public int backendPid() {
      return 0;
    }

    @Override
    public long clockMicros() {
      return 0;
    }

    @Override
    public void sleep(long micros) {}

    @Override
    public RandomGenerator random() {
      return new SplittableRandom(1);
    }

    @Override
    public String version() {
      return "";
    }
  }
}
