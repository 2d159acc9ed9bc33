package io.holdfast.sql.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.parse.ast.Expression;
import org.junit.jupiter.api.Test;

/** The right side is what {@code pg_get_constraintdef} answers for a CHECK with the left side. */
class ExpressionPrecedenceTest {
  private static final String GROUPINGS =
      """
      a + b * c = d => ((a + (b * c)) = d)
      a - b - c > d => (((a - b) - c) > d)
      a ^ b ^ c > d => (((a ^ b) ^ c) > d)
      - a ^ b > c => (((- a) ^ b) > c)
      - a + b > c => (((- a) + b) > c)
      a * - b > c => ((a * (- b)) > c)
      a + - b > c => ((a + (- b)) > c)
      a = b and c = d or p => (((a = b) AND (c = d)) OR p)
      p or q and p or q => (p OR (q AND p) OR q)
      not p and q => ((NOT p) AND q)
      not p or q => ((NOT p) OR q)
      not a = b => (NOT (a = b))
      not p is null => (NOT (p IS NULL))
      a = b is null => ((a = b) IS NULL)
      a < b is not true => ((a < b) IS NOT TRUE)
      a + b is null => ((a + b) IS NULL)
      a = b is distinct from p => ((a = b) IS DISTINCT FROM p)
      p = not q => (p = (NOT q))
      p = not q and p => ((p = (NOT q)) AND p)
      s || t like s || t => ((s || t) ~~ (s || t))
      s like t = p => ((s ~~ t) = p)
      a between b and c and p => (((a >= b) AND (a <= c)) AND p)
      a between b + c and d and p => (((a >= (b + c)) AND (a <= d)) AND p)
      not a between b and c => (NOT ((a >= b) AND (a <= c)))
      a not between b and c or q => (((a < b) OR (a > c)) OR q)
      s || t = s => ((s || t) = s)
      a % b * c / d > a => ((((a % b) * c) / d) > a)
      a = b or not c = d and p => ((a = b) OR ((NOT (c = d)) AND p))
      s like t escape s and p => ((s ~~ like_escape(t, s)) AND p)
      not s like t => (NOT (s ~~ t))
      s not like t is null => ((s !~~ t) IS NULL)
      @ a + b > c => ((@ (a + b)) > c)
      @ a > b => ((@ a) > b)
      a + b > c is unknown => (((a + b) > c) IS UNKNOWN)
      a is distinct from b + c => (a IS DISTINCT FROM (b + c))
      s collate "C" < t => ((s COLLATE "C") < t)
      s || t collate "C" < t => ((s || (t COLLATE "C")) < t)
      - a is null => ((- a) IS NULL)
      a in (b, c) = p => (((a = b) OR (a = c)) = p)
      a + b in (c, d) => (((a + b) = c) OR ((a + b) = d))
      s !~ t and p => ((s !~ t) AND p)
      - - a > b => ((- (- a)) > b)
      a operator(pg_catalog.+) b * c > d => ((a + (b * c)) > d)
      a * b operator(pg_catalog.+) c > d => (((a * b) + c) > d)
      p is true is false => ((p IS TRUE) IS FALSE)
      p and q is not null => (p AND (q IS NOT NULL))
      a <> b and a != c => ((a <> b) AND (a <> c))
      a >= b or a <= c => ((a >= b) OR (a <= c))
      """;

  @Test
  void expressionsAreGroupedAsInPostgresql() {
    for (String line : GROUPINGS.lines().toList()) {
      String[] sides = line.split(" => ", -1);
      assertThat(ExpressionText.of(Parser.parseExpression(sides[0]))).as(line).isEqualTo(sides[1]);
    }
  }

  @Test
  void comparisonsDoNotAssociate() {
    assertThatThrownBy(() -> Parser.parseExpression("a < b = c"))
        .isInstanceOf(SqlException.class)
        .hasMessage("syntax error at or near \"=\"")
        .extracting(e -> ((SqlException) e).position())
        .isEqualTo(7);
  }

  @Test
  void aCastBindsTighterThanASign() {
    Expression negated = Parser.parseExpression("-1::text");
    assertThat(negated).isInstanceOf(Expression.OperatorCall.class);
    assertThat(((Expression.OperatorCall) negated).right()).isInstanceOf(Expression.Cast.class);
  }

  @Test
  void aSignBeforeANumberIsAPartOfIt() {
    Expression number = Parser.parseExpression("-2147483648");
    assertThat(number)
        .isEqualTo(new Expression.Literal(Expression.LiteralKind.INT4, "-2147483648", -1, 1));
    assertThat(Parser.parseExpression("-(-2147483648)"))
        .isEqualTo(new Expression.Literal(Expression.LiteralKind.INT8, "2147483648", -1, 1));
    assertThat(Parser.parseExpression("2147483648"))
        .isEqualTo(new Expression.Literal(Expression.LiteralKind.INT8, "2147483648", -1, 1));
    assertThat(Parser.parseExpression("-9223372036854775808"))
        .isEqualTo(
            new Expression.Literal(Expression.LiteralKind.INT8, "-9223372036854775808", -1, 1));
    assertThat(Parser.parseExpression("9223372036854775808"))
        .isEqualTo(
            new Expression.Literal(Expression.LiteralKind.NUMERIC, "9223372036854775808", -1, 1));
  }

  @Test
  void conjunctionsAreFlat() {
    String chain = "a" + " and a".repeat(5000);
    assertThat(((Expression.BoolExpr) Parser.parseExpression(chain)).args()).hasSize(5001);
  }
}
