package io.holdfast.sql.plan.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.sql.expr.And;
import io.holdfast.sql.expr.Call;
import io.holdfast.sql.expr.Column;
import io.holdfast.sql.expr.Const;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.ScalarBody;
import io.holdfast.sql.expr.ScalarFunction;
import io.holdfast.sql.expr.Volatility;
import io.holdfast.sql.plan.LogicalRewriter;
import io.holdfast.sql.plan.logical.Aggregate;
import io.holdfast.sql.plan.logical.Filter;
import io.holdfast.sql.plan.logical.Join;
import io.holdfast.sql.plan.logical.JoinKind;
import io.holdfast.sql.plan.logical.Limit;
import io.holdfast.sql.plan.logical.Project;
import io.holdfast.sql.plan.logical.Rel;
import io.holdfast.sql.plan.logical.SetOp;
import io.holdfast.sql.plan.logical.Shape;
import io.holdfast.sql.plan.logical.Values;
import io.holdfast.sql.type.Decimal;
import io.holdfast.sql.type.SqlType;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What the rules do, and what they leave alone. */
final class CalciteRewriterTest {
  private final CalciteRewriter rewriter = new CalciteRewriter();

  private static ScalarFunction comparison(String symbol, Volatility volatility) {
    return new ScalarFunction(
        symbol,
        true,
        List.of(SqlType.INT4, SqlType.INT4),
        SqlType.BOOL,
        true,
        volatility,
        (ScalarBody.Strict2) (ctx, a, b) -> a.equals(b));
  }

  private static Expr equal(Expr left, Expr right) {
    return new Call(comparison("=", Volatility.IMMUTABLE), left, right);
  }

  private static Expr column(int index) {
    return new Column(index, SqlType.INT4);
  }

  private static Expr constant(long value) {
    return new Const(value, SqlType.INT4);
  }

  /** Two columns, told apart by the number in it. */
  private static Rel leaf(int number) {
    return new Values(
        List.of(List.of(constant(number), constant(number))),
        new Shape(List.of("a" + number, "b" + number), List.of(SqlType.INT4, SqlType.INT4)));
  }

  private static Join join(JoinKind kind, Rel left, Rel right, Expr condition) {
    return new Join(kind, left, right, condition, List.of());
  }

  @Test
  void aFilterMovesToTheSideOfAJoinWhoseColumnsItReads() {
    Rel joined = join(JoinKind.INNER, leaf(1), leaf(2), equal(column(0), column(2)));
    Rel better = rewriter.rewrite(new Filter(joined, equal(column(3), constant(7))));
    assertThat(better)
        .isEqualTo(
            join(
                JoinKind.INNER,
                leaf(1),
                new Filter(leaf(2), equal(column(1), constant(7))),
                equal(column(0), column(2))));
  }

  @Test
  void aFilterThatRejectsNullsTurnsAnOuterJoinIntoAnInnerOne() {
    Rel joined = join(JoinKind.LEFT, leaf(1), leaf(2), equal(column(0), column(2)));
    Rel better = rewriter.rewrite(new Filter(joined, equal(column(3), constant(7))));
    assertThat(((Join) better).kind()).isEqualTo(JoinKind.INNER);
  }

  @Test
  void severalComparisonsAboveAJoinWithOneAreToldApart() {
    ScalarFunction less = comparison("<", Volatility.IMMUTABLE);
    Rel joined = join(JoinKind.INNER, leaf(1), leaf(2), new Call(less, column(0), column(2)));
    Expr other = new Call(less, column(2), column(0));
    assertThat(rewriter.rewrite(new Filter(joined, other)))
        .isEqualTo(
            join(
                JoinKind.INNER,
                leaf(1),
                leaf(2),
                new And(List.of(new Call(less, column(0), column(2)), other))));
  }

  @Test
  void aConditionOfAnOuterJoinOnTheKeptSideStaysWhereItIs() {
    Expr condition = new And(List.of(equal(column(0), column(2)), equal(column(1), constant(7))));
    Rel joined = join(JoinKind.LEFT, leaf(1), leaf(2), condition);
    assertThat(rewriter.rewrite(joined)).isEqualTo(joined);
  }

  @Test
  void aCommaListWithConditionsBecomesJoinsOnThem() {
    Rel pairs = new Join(JoinKind.INNER, leaf(1), leaf(2), null, List.of());
    Rel better = rewriter.rewrite(new Filter(pairs, equal(column(0), column(2))));
    assertThat(better)
        .isEqualTo(join(JoinKind.INNER, leaf(1), leaf(2), equal(column(0), column(2))));
  }

  @Test
  void nestedConjunctionsAreTakenApart() {
    Expr one = equal(column(1), constant(7));
    Expr two = equal(column(3), constant(8));
    Expr three = equal(column(0), column(2));
    Rel pairs = new Join(JoinKind.INNER, leaf(1), leaf(2), null, List.of());
    Expr nested = new And(List.of(one, new And(List.of(two, new And(List.of(three, one))))));
    assertThat(((Join) rewriter.rewrite(new Filter(pairs, nested))).condition()).isEqualTo(three);
  }

  @Test
  void aVolatileConditionIsNotMoved() {
    Expr chance = new Call(comparison("=", Volatility.VOLATILE), column(3), constant(7));
    Rel joined = join(JoinKind.INNER, leaf(1), leaf(2), equal(column(0), column(2)));
    Rel tree = new Filter(joined, chance);
    assertThat(rewriter.rewrite(tree)).isEqualTo(tree);
  }

  @Test
  void aFilterDoesNotPassALimit() {
    Rel tree = new Filter(new Limit(leaf(1), constant(3), null), equal(column(0), constant(1)));
    assertThat(rewriter.rewrite(tree)).isEqualTo(tree);
  }

  @Test
  void aFilterOnKeysChoosesRowsBeforeTheyAreGrouped() {
    Rel grouped = new Aggregate(leaf(1), List.of(column(1)), List.of(), List.of("b1"));
    assertThat(rewriter.rewrite(new Filter(grouped, equal(column(0), constant(1)))))
        .isEqualTo(
            new Aggregate(
                new Filter(leaf(1), equal(column(1), constant(1))),
                List.of(column(1)),
                List.of(),
                List.of("b1")));
  }

  @Test
  void aFilterGoesIntoBothSidesOfAUnion() {
    Rel union = new SetOp(SetOp.Kind.UNION, true, leaf(1), leaf(2), leaf(1).shape());
    Expr condition = equal(column(0), constant(1));
    assertThat(rewriter.rewrite(new Filter(union, condition)))
        .isEqualTo(
            new SetOp(
                SetOp.Kind.UNION,
                true,
                new Filter(leaf(1), condition),
                new Filter(leaf(2), condition),
                leaf(1).shape()));
  }

  @Test
  void manyInnerJoinsKeepTheirColumnsWhateverTheirOrder() {
    Rel joined = leaf(0);
    for (int i = 1; i < 5; i++) {
      joined = join(JoinKind.INNER, joined, leaf(i), equal(column(2 * i - 2), column(2 * i)));
    }
    Rel tree = new Filter(joined, equal(column(9), constant(4)));
    Rel better = rewriter.rewrite(tree);
    assertThat(better.shape().types()).isEqualTo(tree.shape().types());
    assertThat(better.toString()).contains("Filter[input=" + leaf(4));
  }

  @Test
  void projectionsThatDoNothingGo() {
    Rel leaf = leaf(1);
    Rel twice =
        Project.of(
            Project.of(leaf, List.of(column(1), column(0)), List.of("x", "y")),
            List.of(column(1), column(0)),
            List.of("a1", "b1"));
    Rel better = rewriter.rewrite(new Filter(twice, equal(column(0), constant(1))));
    assertThat(better).isEqualTo(new Filter(leaf, equal(column(0), constant(1))));
  }

  @Test
  void numericsThatAreEqualKeepTheirOwnScales() {
    Expr one = new Const(Decimal.parse("1.0"), SqlType.NUMERIC);
    Expr oneToo = new Const(Decimal.parse("1.00"), SqlType.NUMERIC);
    Rel inner = Project.of(leaf(1), List.of(one, oneToo), List.of("x", "y"));
    Rel outer =
        Project.of(
            inner,
            List.of(new Column(0, SqlType.NUMERIC), new Column(1, SqlType.NUMERIC)),
            List.of("x", "y"));
    assertThat(((Project) rewriter.rewrite(outer)).exprs())
        .extracting(expr -> String.valueOf(((Const) expr).value()))
        .containsExactly("1.0", "1.00");
  }

  @Test
  void theWarmUpTreeComesThrough() {
    rewriter.warmUp();
    assertThat(rewriter.rewrite(WarmUpTree.threeJoins()).shape())
        .isEqualTo(WarmUpTree.threeJoins().shape());
  }

  /** A chain of joins, each with the one before. */
  private static Rel chain(int joins) {
    Rel joined = leaf(0);
    for (int i = 1; i <= joins; i++) {
      joined = join(JoinKind.INNER, joined, leaf(i), equal(column(2 * i - 1), column(2 * i)));
    }
    return new Filter(joined, equal(column(0), constant(7)));
  }

  @Test
  void whoWaitsForAPlanOfSixtyJoinsIsAskedNowAndThenWhetherHeStillDoes() {
    // Rule SQL-8: a plan that takes long ends with its statement.
    Rel tree = chain(60);
    IllegalStateException gone = new IllegalStateException("nobody waits any more");
    for (int patience : new int[] {0, 1, 20}) {
      AtomicInteger left = new AtomicInteger(patience);
      LogicalRewriter watched =
          rewriter.within(
              () -> {
                if (left.getAndDecrement() <= 0) {
                  throw gone;
                }
              });
      assertThatThrownBy(() -> watched.rewrite(tree)).isSameAs(gone);
      assertThat(left.get()).isEqualTo(-1); // It ended there and then.
    }
  }

  /** As many steps as there are tables squared, not cubed: 140 tables took minutes. */
  @Test
  void manyJoinsAreLeftInTheirOrder() {
    int tables = 140;
    AtomicInteger checks = new AtomicInteger();
    rewriter.within(checks::incrementAndGet).rewrite(chain(tables));
    assertThat(checks.get()).isLessThan(2 * tables * tables);
  }
}
