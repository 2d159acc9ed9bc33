package io.holdfast.endtoend.sql.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever works in memory for long asks now and then whether anybody still waits (rule SQL-8). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LongLoopsTest {
  private static final int ROWS = 20_000;

  /** Looks per row at the least, with everything else that a statement does. */
  private static final int ROWS_PER_LOOK = 1_024;

  private final SqlLab lab = new SqlLab(11);

  @AfterAll
  void close() {
    lab.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT count(*) FROM generate_series(1, 20000)",
        "SELECT generate_series(1, 20000)",
        "SELECT i FROM generate_series(1, 20000) g(i) WHERE i < 0",
        "SELECT i FROM generate_series(1, 20000) g(i) ORDER BY -i",
        "SELECT i FROM generate_series(1, 20000) g(i) ORDER BY -i LIMIT 15000",
        "SELECT DISTINCT i FROM generate_series(1, 20000) g(i)",
        "SELECT i FROM generate_series(1, 20000) g(i) GROUP BY i",
        "SELECT a.i FROM generate_series(1, 20000) a(i) JOIN generate_series(1, 20000) b(i)"
            + " ON a.i = b.i",
        "SELECT a.i FROM generate_series(1, 200) a(i) JOIN generate_series(1, 200) b(i)"
            + " ON a.i % 1 = b.i % 1 AND a.i + b.i < 0",
        "SELECT a.i FROM generate_series(1, 200) a(i), generate_series(1, 200) b(i)"
            + " WHERE a.i + b.i < 0",
        "SELECT i FROM generate_series(1, 20000) a(i)"
            + " EXCEPT SELECT i FROM generate_series(1, 20000) b(i)",
        "SELECT row_number() OVER (ORDER BY i) FROM generate_series(1, 20000) g(i)",
        "SELECT sum(i) OVER (ORDER BY i) FROM generate_series(1, 20000) g(i)",
        "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < 20000)"
            + " SELECT count(*) FROM r",
        "WITH c AS MATERIALIZED (SELECT i FROM generate_series(1, 200) g(i))"
            + " SELECT count(*) FROM c a, c b",
        "SELECT count(*) FROM generate_series(1, 200) a(i)"
            + " WHERE (SELECT count(*) FROM generate_series(1, 100) b(j) WHERE j > i) > 200"
      })
  void everyLongLoopLooks(String sql) {
    AtomicInteger looks = new AtomicInteger();
    lab.setCheck(looks::incrementAndGet);
    lab.result(() -> lab.run(sql));
    assertThat(looks.get()).isGreaterThanOrEqualTo(ROWS / ROWS_PER_LOOK);

    int half = looks.get() / 2;
    IllegalStateException gone = new IllegalStateException("nobody waits any more");
    AtomicInteger left = new AtomicInteger(half);
    lab.setCheck(
        () -> {
          if (left.getAndDecrement() <= 0) {
            throw gone;
          }
        });
    lab.run(() -> assertThatThrownBy(() -> lab.run(sql)).isSameAs(gone));
    lab.setCheck(() -> {});
  }
}
