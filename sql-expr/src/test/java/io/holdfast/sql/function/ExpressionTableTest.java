package io.holdfast.sql.function;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.expr.Folding;
import io.holdfast.sql.type.ValueText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * The table {@code expressions.txt}: on each line an expression and what PostgreSQL 15 answers in
 * UTC with collation C: type and text, or SQLSTATE and message after an exclamation mark.
 */
class ExpressionTableTest {
  private static final String SEPARATOR = " => ";

  private record Line(String expression, String expected) {}

  private static List<Line> lines() throws IOException {
    List<Line> lines = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    ExpressionTableTest.class.getResourceAsStream("expressions.txt")),
                StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        int at = line.lastIndexOf(SEPARATOR);
        if (at > 0) {
          lines.add(new Line(line.substring(0, at), line.substring(at + SEPARATOR.length())));
        }
      }
    }
    return lines;
  }

  private static String answer(String expression, boolean fold) {
    EvalContext ctx = FixedSession.context();
    Coercion coercion = new Coercion(ctx, (index, wanted) -> wanted);
    try {
      Expr expr = new SmallSql(expression, coercion).parse();
      Expr folded = fold ? Folding.fold(expr, ctx) : expr;
      Object value = folded.eval(new Object[0], ctx);
      return expr.type().plain().base().displayName()
          + ": "
          + (value == null ? "null" : ValueText.format(expr.type(), value, ctx.types()));
    } catch (SqlException error) {
      return "!" + error.state().code() + " " + error.message();
    }
  }

  @Test
  void expressionsHaveTheTypesValuesAndErrorsOfPostgres() throws IOException {
    List<String> wrong = new ArrayList<>();
    List<Line> lines = lines();
    for (Line line : lines) {
      String answer = answer(line.expression, false);
      if (!answer.equals(line.expected)) {
        wrong.add(line.expression + "\n   expected " + line.expected + "\n   but was  " + answer);
      }
    }
    assertThat(lines).hasSizeGreaterThan(500);
    assertThat(wrong).isEmpty();
  }

  @Test
  void foldingChangesNoAnswer() throws IOException {
    for (Line line : lines()) {
      assertThat(answer(line.expression, true))
          .as(line.expression)
          .isEqualTo(answer(line.expression, false));
    }
  }
}
