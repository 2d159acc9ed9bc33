package io.holdfast.endtoend.sql.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlException.Field;
import io.holdfast.sql.plan.LogicalRewriter;
import io.holdfast.sql.plan.rewrite.CalciteRewriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Statements with the rows, counts and errors that PostgreSQL 15 gave for them, in one go over the
 * same tables.
 */
final class RecordedStatementsTest {
  private record Recorded(String sql, List<String> answer) {}

  private final List<Recorded> recorded = new ArrayList<>();

  @ParameterizedTest
  @CsvSource({
    "statements.txt, false",
    "statements.txt, true",
    "more-statements.txt, false",
    "more-statements.txt, true",
    "set-functions.txt, false",
    "set-functions.txt, true",
    "edges.txt, false",
    "edges.txt, true"
  })
  void everyStatementAnswersAsRecorded(String file, boolean rewritten) throws IOException {
    LogicalRewriter rewriter = rewritten ? new CalciteRewriter() : LogicalRewriter.NONE;
    try (SqlLab lab = new SqlLab(3, rewriter)) {
      read(file, lab);
      lab.run(() -> recorded.forEach(each -> check(lab, each)));
    }
    assertThat(recorded).hasSizeGreaterThan(30);
  }

  private static void check(SqlLab lab, Recorded recorded) {
    List<String> expected = new ArrayList<>(recorded.answer);
    List<String> actual = new ArrayList<>(answer(lab, recorded.sql));
    if (!recorded.sql.toLowerCase(Locale.ROOT).contains(" order by ")) {
      Collections.sort(expected);
      Collections.sort(actual);
    }
    assertThat(actual).as(recorded.sql).isEqualTo(expected);
  }

  private static List<String> answer(SqlLab lab, String sql) {
    try {
      return lab.run(sql);
    } catch (SqlException e) {
      List<String> lines = new ArrayList<>();
      lines.add("ERROR:  " + e.state().code() + ": " + e.message());
      String detail = e.field(Field.DETAIL);
      if (detail != null) {
        lines.add("DETAIL:  " + detail);
      }
      return lines;
    }
  }

  private void read(String file, SqlLab lab) throws IOException {
    List<String> answer = new ArrayList<>();
    for (String line : lines(file)) {
      if (line.startsWith("-- table ")) {
        define(lab, line.substring("-- table ".length()));
      } else if (line.startsWith("> ")) {
        answer = new ArrayList<>();
        recorded.add(new Recorded(line.substring(2), answer));
      } else {
        answer.add(line);
      }
    }
  }

  private static void define(SqlLab lab, String text) {
    String[] halves = text.split("\\|", -1);
    String[] words = halves[0].strip().split(" ", -1);
    List<String> key = words.length > 1 ? List.of(words[1].split(",", -1)) : List.of();
    String[] columns = halves[1].strip().split("; ", -1);
    lab.table(words[0], key, columns);
  }

  private static List<String> lines(String file) throws IOException {
    try (InputStream in = RecordedStatementsTest.class.getResourceAsStream(file)) {
      String text =
          new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().toList();
    }
  }
}
