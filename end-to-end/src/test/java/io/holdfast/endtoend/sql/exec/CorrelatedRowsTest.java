package io.holdfast.endtoend.sql.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.plan.rewrite.CalciteRewriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a sub-query looks into is read once and kept, whatever asks; the rows are those of the
 * sub-query run for each outer row. A condition that is volatile, and always true, forbids keeping:
 * that is the statement's twin.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CorrelatedRowsTest {
  private static final String TWIN = " AND random() >= 0";

  /** Some 400 outer rows take about as long as so many requests when each of them asks. */
  private static final Duration ONE_READING = Duration.ofMillis(100);

  private final SqlLab lab = new SqlLab(17, new CalciteRewriter());

  @BeforeAll
  void fill() {
    lab.table("a", List.of("id"), "id int4", "g int4", "t text")
        .table("b", List.of("id"), "id int4", "g int4", "x int4", "c bpchar(5)")
        .table("line", List.of("a", "n"), "a int4", "n int4", "x int4");
    lab.run(
        () -> {
          lab.run(
              "INSERT INTO a SELECT i, CASE WHEN i % 11 = 0 THEN NULL ELSE i % 60 END, 't' || i % 7"
                  + " FROM generate_series(1, 400) g(i)");
          lab.run(
              "INSERT INTO b SELECT i, CASE WHEN i % 13 = 0 THEN NULL ELSE i % 90 END, i % 10,"
                  + " 't' || i % 9 FROM generate_series(1, 300) g(i)");
          lab.run("INSERT INTO line SELECT i / 3, i, i % 10 FROM generate_series(1, 900) g(i)");
        });
  }

  @AfterAll
  void close() {
    lab.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT id FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.g = a.g + 1$)",
        "SELECT id FROM a WHERE NOT EXISTS (SELECT 1 FROM b WHERE b.g = a.g$)",
        "SELECT id FROM a WHERE NOT EXISTS (SELECT FROM b WHERE b.g = a.g AND b.x > a.id % 10$)",
        "SELECT id FROM a WHERE id IN (SELECT b.id FROM b WHERE b.g = a.g$)",
        "SELECT id FROM a WHERE id NOT IN (SELECT b.x FROM b WHERE b.g = a.g$)",
        "SELECT id FROM a WHERE id > ALL (SELECT b.id FROM b WHERE b.g = a.g$)",
        "SELECT id, (SELECT count(*) FROM b WHERE b.g = a.g$) FROM a",
        "SELECT id, (SELECT sum(x) FROM b WHERE a.g = b.g AND x > 3$) FROM a",
        "SELECT id, (SELECT b.id FROM b WHERE b.g = a.g$ ORDER BY x DESC, id LIMIT 1) FROM a",
        "SELECT id, (SELECT b.id FROM b WHERE b.g = a.g$ ORDER BY id OFFSET 1 LIMIT 1) FROM a",
        "SELECT id, ARRAY(SELECT b.id FROM b WHERE b.g = a.g$ ORDER BY id) FROM a",
        "SELECT id FROM a WHERE g = 5 OR EXISTS (SELECT 1 FROM b WHERE b.g = a.g AND x = 4$)",
        "SELECT id, CASE WHEN EXISTS (SELECT 1 FROM b WHERE b.c = a.t$) THEN 1 END FROM a",
        "SELECT id FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.c::text = a.t$)",
        "SELECT id FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.id < a.id AND b.x = a.g$)",
        "SELECT id FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.id + a.id = 77$)",
        "SELECT id, (SELECT max(line.x) FROM line WHERE line.a = a.id$) FROM a",
        "SELECT id, (SELECT x FROM line WHERE line.a = a.id$ ORDER BY n DESC LIMIT 1) FROM a",
        "SELECT id, (SELECT x FROM line WHERE line.a = a.id$ ORDER BY n LIMIT 1) FROM a",
        "SELECT id, (SELECT n FROM line WHERE line.a = a.g AND line.n = a.id$) FROM a",
        "SELECT id FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.id = a.g$)",
        "SELECT id FROM a WHERE EXISTS"
            + " (SELECT 1 FROM line JOIN b ON b.id = line.n WHERE b.g = a.g$)",
        "SELECT id FROM a WHERE EXISTS"
            + " (SELECT 1 FROM line LEFT JOIN b ON b.id = line.n AND b.x = 3"
            + " WHERE line.x = a.g % 10$)",
        "SELECT id FROM a WHERE EXISTS (SELECT 1 FROM b, line WHERE b.g = a.g AND line.a = a.id$)",
        "SELECT id FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.g = a.g$ AND NOT EXISTS"
            + " (SELECT 1 FROM line WHERE line.a = b.x AND line.x = a.id % 10$))",
        "SELECT a.id, l.n FROM a, LATERAL (SELECT n FROM line WHERE line.a = a.g$"
            + " ORDER BY n LIMIT 2) l",
        "SELECT a.id, l.s FROM a LEFT JOIN LATERAL (SELECT sum(x) s FROM b WHERE b.g = a.g$"
            + " GROUP BY b.c) l ON true",
        "WITH c AS MATERIALIZED (SELECT * FROM b) SELECT id FROM a WHERE EXISTS"
            + " (SELECT 1 FROM c WHERE c.g = a.g AND c.x = 2$)",
        "SELECT id, (WITH c AS MATERIALIZED (SELECT * FROM b WHERE b.g = a.g$)"
            + " SELECT count(*) FROM c WHERE c.x > a.id % 10) FROM a",
        "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT l.i FROM r, LATERAL"
            + " (SELECT r.i + 1 AS i FROM b WHERE b.id = r.i$) l WHERE r.i < 200)"
            + " SELECT i FROM r",
        "SELECT id FROM a WHERE g = (SELECT DISTINCT b.g FROM b WHERE b.g = a.g$)",
        "SELECT id FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.g = a.g AND b.c = a.t$"
            + " UNION ALL SELECT 1 FROM line WHERE line.a = a.id AND x = 0$)",
      })
  void theRowsAreThoseOfRunningItAgain(String sql) {
    List<String> kept = lab.result(() -> lab.run(sql.replace("$", "")));
    List<String> again = lab.result(() -> lab.run(sql.replace("$", TWIN)));
    assertThat(kept).isNotEmpty().containsExactlyInAnyOrderElementsOf(again);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT count(*) FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.g = a.g + 1)",
        "SELECT count(*) FROM a WHERE id NOT IN (SELECT b.x FROM b WHERE b.g = a.g)",
        "SELECT max((SELECT sum(x) FROM b WHERE a.g = b.g AND x > 3)) FROM a",
        "SELECT max((SELECT max(line.x) FROM line WHERE line.a = a.id)) FROM a",
        "SELECT count(*) FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.id = a.id)",
        "SELECT count(*) FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.id + a.id = 77)",
        "SELECT count(*) FROM a, LATERAL (SELECT sum(x) FROM b WHERE b.g = a.g) l",
        "SELECT count(*) FROM a WHERE EXISTS"
            + " (SELECT 1 FROM line JOIN b ON b.id = line.n WHERE b.g = a.g)",
        "SELECT count(*) FROM a WHERE EXISTS"
            + " (SELECT 1 FROM b, line WHERE b.g = a.g AND line.x = a.id)",
      })
  void whatIsLookedIntoIsReadOnce(String sql) {
    Duration took = lab.timeOf(() -> lab.run(sql));
    assertThat(took).isLessThan(ONE_READING);
  }

  @Test
  void aFewOuterRowsReadOnlyTheirs() {
    String plan =
        lab.explain(
            "SELECT * FROM a WHERE id = 7 AND EXISTS (SELECT 1 FROM line WHERE line.a = a.id)");
    assertThat(plan).contains("Index Cond: (a = outer$0)", "Range Scan using line_pkey on line");
  }

  /** No outer row reaches the row whose value cannot be computed. */
  @Test
  void aRowNobodyAsksForDoesNotFail() {
    String sql =
        "SELECT count(*) FROM a WHERE a.id < 300 AND EXISTS"
            + " (SELECT 1 FROM b WHERE b.id = a.id AND 10 / (b.id - 300) <= 0)";
    assertThat(lab.result(() -> lab.run(sql))).containsExactly("299");
  }

  @Test
  void aRowSomebodyAsksForFails() {
    lab.run(
        () ->
            assertThatThrownBy(
                    () ->
                        lab.run(
                            "SELECT count(*) FROM a WHERE EXISTS"
                                + " (SELECT 1 FROM b WHERE b.g = a.g AND 10 / (b.x - 3) = 1)"))
                .isInstanceOf(SqlException.class)
                .hasMessageContaining("division by zero"));
  }

  /** Rows that do not fit are read again and again instead. */
  @Test
  void aStatementWithLittleMemoryStillRuns() {
    String sql =
        "SELECT count(*) FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.g = a.g + 1 AND a.id > 380)";
    List<String> ample = lab.result(() -> lab.run(sql));
    try {
      lab.memory(8 << 10);
      assertThat(lab.result(() -> lab.run(sql))).isEqualTo(ample);
    } finally {
      lab.memory(256 << 20);
    }
  }
}
