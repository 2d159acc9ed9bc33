package io.holdfast.sql.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.parse.ast.Expression;
import io.holdfast.sql.parse.ast.Expression.LiteralKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class LexerTest {
  private static Expression.Literal literal(String sql) {
    return (Expression.Literal) Parser.parseExpression(sql);
  }

  private static String text(String sql) {
    return literal(sql).text();
  }

  private static List<String> names(String sql) {
    return ((Expression.ColumnRef) Parser.parseExpression(sql)).names();
  }

  @Test
  void namesAreFoldedUnlessQuoted() {
    assertThat(names("Schema_1.TaB$.\"Mixed \"\"Case\""))
        .containsExactly("schema_1", "tab$", "Mixed \"Case");
    assertThat(names("ÄÖ.ä")).containsExactly("ÄÖ", "ä");
  }

  @Test
  void namesAreCutAt63BytesOfUtf8() {
    assertThat(names("x".repeat(70))).containsExactly("x".repeat(63));
    assertThat(names("x".repeat(62) + "ä")).containsExactly("x".repeat(62));
    assertThat(names("\"" + "ä".repeat(40) + "\"")).containsExactly("ä".repeat(31));
  }

  @Test
  void stringsInAllStyles() {
    assertThat(text("'it''s \\n'")).isEqualTo("it's \\n");
    assertThat(text("E'a\\tb\\n\\'\\\\\\x41\\101\\u00e4\\U0001F600\\q'"))
        .isEqualTo("a\tb\n'\\AAä\uD83D\uDE00q");
    assertThat(text("E'\\xc3\\xa4'")).isEqualTo("ä");
    assertThat(text("$$it's$$")).isEqualTo("it's");
    assertThat(text("$a$ $$ $b$ $a$")).isEqualTo(" $$ $b$ ");
    assertThat(text("U&'d\\0061t\\+000061'")).isEqualTo("data");
    assertThat(text("U&'d!0061t' UESCAPE '!'")).isEqualTo("dat");
    assertThat(text("'a'\n  -- note\n 'b''c'")).isEqualTo("ab'c");
    assertThat(text("E'a\\n'\n'\\t'")).isEqualTo("a\n\t");
  }

  @Test
  void bitsKeepTheirDigits() {
    assertThat(literal("B'101'")).extracting(Expression.Literal::kind).isEqualTo(LiteralKind.BIT);
    assertThat(text("x'1F'")).isEqualTo("1F");
  }

  @Test
  void bytesThatAreNoUtf8AreRefused() {
    SqlException error = catchThrowableOfType(SqlException.class, () -> text("E'\\xff'"));
    assertThat(error.state()).isEqualTo(SqlState.CHARACTER_NOT_IN_REPERTOIRE);
    assertThat(error).hasMessage("invalid byte sequence for encoding \"UTF8\": 0xff");
  }

  @Test
  void numbersHaveTheClassOfTheirSize() {
    assertThat(literal("2147483647").kind()).isEqualTo(LiteralKind.INT4);
    assertThat(literal("2147483648").kind()).isEqualTo(LiteralKind.INT8);
    assertThat(literal("0000000000000000000001").kind()).isEqualTo(LiteralKind.INT4);
    assertThat(literal("9223372036854775807").kind()).isEqualTo(LiteralKind.INT8);
    assertThat(literal("9223372036854775808").kind()).isEqualTo(LiteralKind.NUMERIC);
    for (String number : List.of("1.", ".5", "1.5", "1e5", "1.e-5", ".5E+2")) {
      assertThat(literal(number))
          .isEqualTo(new Expression.Literal(LiteralKind.NUMERIC, number, -1, 1));
    }
  }

  @Test
  void operatorsEndBeforeATrailingSignUnlessTheyAreUnusual() {
    Expression.OperatorCall equals = (Expression.OperatorCall) Parser.parseExpression("a=-1");
    assertThat(equals.name()).isEqualTo("=");
    assertThat(((Expression.OperatorCall) Parser.parseExpression("a@-1")).name()).isEqualTo("@-");
    assertThat(((Expression.OperatorCall) Parser.parseExpression("a<=-1")).name()).isEqualTo("<=");
    assertThat(((Expression.OperatorCall) Parser.parseExpression("a->>-1")).name())
        .isEqualTo("->>");
    assertThat(((Expression.OperatorCall) Parser.parseExpression("a!=b")).name()).isEqualTo("<>");
    assertThat(((Expression.OperatorCall) Parser.parseExpression("a+/* c */b")).name())
        .isEqualTo("+");
    assertThat(((Expression.OperatorCall) Parser.parseExpression("a*--c\nb")).name())
        .isEqualTo("*");
  }

  @Test
  void commentsNest() {
    assertThat(names("/* a /* b */ c */ x -- y")).containsExactly("x");
  }

  @Test
  void keywordsHaveTheCategoriesOfPostgresql() {
    assertThat(Keyword.values()).hasSize(460);
    long reserved =
        java.util.Arrays.stream(Keyword.values())
            .filter(k -> k.category() == Keyword.Category.RESERVED)
            .count();
    assertThat(reserved).isEqualTo(77);
    for (Keyword keyword : Keyword.values()) {
      String word = keyword.word();
      assertThat(Keyword.at(word, 0, word.length(), word.hashCode())).isEqualTo(keyword);
    }
    assertThat(Keyword.at("selec", 0, 5, "selec".hashCode())).isNull();
  }
}
