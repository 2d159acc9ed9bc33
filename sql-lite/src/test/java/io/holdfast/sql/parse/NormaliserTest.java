package io.holdfast.sql.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class NormaliserTest {
  private static final Pattern LITERAL =
      Pattern.compile(
          "Literal\\[kind=(\\w+), text=((?:(?!, slot=).)*), slot=(\\d+), pos=(\\d+)]",
          Pattern.DOTALL);

  private final Normaliser normaliser = new Normaliser();

  private String key(String sql) {
    assertThat(normaliser.normalise(sql)).as(sql).isTrue();
    return normaliser.lookupKey().toString().strip();
  }

  /** The lifted literals of the tree must be those of the normaliser, each of them once. */
  private void assertAgreement(String sql) {
    List<ParsedStatement> statements = Parser.parse(sql);
    assertThat(statements).hasSize(1);
    String tree = statements.get(0).statement().toString();
    Map<Integer, String> lifted = new HashMap<>();
    for (MatchResult literal : LITERAL.matcher(tree).results().toList()) {
      String before =
          lifted.put(
              Integer.valueOf(literal.group(3)),
              literal.group(1) + " " + literal.group(2) + " " + literal.group(4));
      assertThat(before).as(sql).isNull();
    }
    boolean normalised = normaliser.normalise(sql);
    assertThat(lifted).as(sql).hasSize(normalised ? normaliser.literalCount() : 0);
    for (int slot = 0; slot < lifted.size(); slot++) {
      assertThat(lifted.get(slot))
          .as(sql)
          .isEqualTo(
              normaliser.literalKind(slot)
                  + " "
                  + normaliser.literalText(slot)
                  + " "
                  + normaliser.literalPosition(slot));
    }
  }

  @Test
  void literalsAreReplacedByTheirClass() {
    assertThat(key("Select a, 'x', 1.5 FROM t -- note\n WHERE b=5 AND c = 5000000000"))
        .isEqualTo("select a , ?s , ?n from t where b = ?i and c = ?l");
    assertThat(normaliser.literalCount()).isEqualTo(4);
    assertThat(normaliser.literalText(0)).isEqualTo("x");
    assertThat(normaliser.literalLong(3)).isEqualTo(5000000000L);
    assertThat(normaliser.literalPosition(0)).isEqualTo(11);
  }

  @Test
  void aSignIsATokenOfTheShape() {
    assertThat(key("update t set a = a + -4471 where b = 1"))
        .isEqualTo("update t set a = a + - ?i where b = ?i");
    assertThat(key("select -2147483648, 9223372036854775808, 2147483647"))
        .isEqualTo("select - 2147483648 , 9223372036854775808 , ?i");
  }

  @Test
  void rowsOfValuesAreLiftedWithAndWithoutTheNamesOfTheirColumns() {
    assertThat(key("insert into t values (1, 'x')")).isEqualTo("insert into t values ( ?i , ?s )");
    assertThat(key("insert into t (a, b) values (1, 'x'), (2, -3)"))
        .isEqualTo("insert into t ( a , b ) values ( ?i , ?s ) , ( ?i , - ?i )");
    assertThat(key("insert into s.\"T\" (a) values (1)"))
        .isEqualTo("insert into s . \"T\" ( a ) values ( ?i )");
  }

  @Test
  void whatPlansDependOnStays() {
    assertThat(key("select a from t where b = 1 order by 1 limit 5"))
        .isEqualTo("select a from t where b = ?i order by 1 limit ?i");
    assertThat(key("select a + 1, count(*) from t where b = 5 group by a + 1 having a + 1 > 2"))
        .isEqualTo(
            "select a + 1 , count ( * ) from t where b = ?i group by a + 1 having a + 1 > 2");
    assertThat(key("select distinct a || 'x' from t where b = 'x' order by a || 'x'"))
        .isEqualTo("select distinct a || 'x' from t where b = ?s order by a || 'x'");
    assertThat(key("select x::varchar(10), cast(y as numeric(10, 2)), 5 from t"))
        .isEqualTo("select x :: varchar ( 10 ) , cast ( y as numeric ( 10 , 2 ) ) , ?i from t");
    assertThat(key("select interval '1' second(3), timestamp(3) '2020-01-01', null, true"))
        .isEqualTo("select interval ?s second ( 3 ) , timestamp ( 3 ) ?s , null , true");
    assertThat(key("select '{1}'::int[3], 5")).isEqualTo("select ?s :: int [ 3 ] , ?i");
  }

  @Test
  void shapesOfDifferentStatementsDiffer() {
    List<String> statements =
        List.of(
            "select a",
            "select \"a\"",
            "select \"A\"",
            "select a b",
            "select ab",
            "select 1",
            "select '1'",
            "select 1.0",
            "select - 1",
            "select $1",
            "select B'1'",
            "select n'a'",
            "select n 'a'",
            "select a || b",
            "select a | | b",
            "select 2147483648",
            "select x'1'");
    Map<StatementKey, String> seen = new HashMap<>();
    for (String sql : statements) {
      assertThat(normaliser.normalise(sql)).isTrue();
      assertThat(seen.put(normaliser.lookupKey().copy(), sql)).as(sql).isNull();
    }
    for (String sql : statements) {
      assertThat(normaliser.normalise("/* x */ " + sql + " ;")).isTrue();
      assertThat(seen).containsEntry(normaliser.lookupKey(), sql);
    }
  }

  @Test
  void theContextIsAPartOfTheKey() {
    normaliser.normalise("select 1", 1);
    StatementKey one = normaliser.lookupKey().copy();
    normaliser.normalise("select 2", 1);
    assertThat(normaliser.lookupKey()).isEqualTo(one).hasSameHashCodeAs(one);
    normaliser.normalise("select 2", 2);
    assertThat(normaliser.lookupKey()).isNotEqualTo(one);
  }

  @Test
  void otherStatementsHaveNoShape() {
    for (String sql :
        List.of(
            "",
            "begin",
            "create table t (a int)",
            "explain select 1",
            "(select 1)",
            "select 1; select 2",
            "select 'abc",
            "select 1a",
            "select " + "1,".repeat(600) + "1",
            "select '" + "x".repeat(9000) + "'")) {
      assertThat(normaliser.normalise(sql)).as(sql).isFalse();
      assertThat(normaliser.literalCount()).isZero();
    }
  }

  @Test
  void parserAndNormaliserNumberTheSameLiterals() {
    for (String sql : NormalisedStatements.ALL) {
      assertAgreement(sql);
    }
    assertAgreement("select " + "1,".repeat(600) + "1");
    assertAgreement("select '" + "x".repeat(9000) + "', 5");
  }

  @Test
  void modifiersOfTypesAreNeverLifted() {
    Pattern lifted = Pattern.compile("typmods=\\[Literal\\[kind=\\w+, text=[^,]*, slot=\\d");
    for (String sql : NormalisedStatements.ALL) {
      assertThat(lifted.matcher(Parser.parse(sql).toString()).find()).as(sql).isFalse();
    }
  }

  @Test
  void expressionsThatAreComparedAreTheSameTree() {
    for (String expression :
        List.of("a % 10", "substring(a from 1 for 2)", "a is distinct from 5", "(a + 1) * 2")) {
      String tree =
          Parser.parse("select " + expression + " from t group by " + expression)
              .get(0)
              .statement()
              .toString();
      assertThat(LITERAL.matcher(tree).find()).as(expression).isFalse();
    }
  }

  @Test
  void everyStatementOfATextHasItsOwnNumbers() {
    List<ParsedStatement> statements = Parser.parse("select 1, 2; begin; select 'x'");
    assertThat(statements.get(2).statement().toString()).contains("text=x, slot=0");
    assertThat(normaliser.normalise(statements.get(2).text())).isTrue();
    assertThat(normaliser.literalText(0)).isEqualTo("x");
  }

  @Test
  void withoutLiftingEveryLiteralIsAConstant() {
    assertThat(Parser.parse("select 1, 'x'", false).toString()).doesNotContain("slot=0");
  }
}
