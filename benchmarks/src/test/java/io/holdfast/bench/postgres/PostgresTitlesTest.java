package io.holdfast.bench.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresTitlesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/usr/lib/postgresql/15/bin/postgres -D /tmp/x        | postmaster",
        "postgres: checkpointer                              | checkpointer",
        "postgres: walwriter                                 | walwriter",
        "postgres: autovacuum worker bench                   | autovacuum worker bench",
        "postgres: postgres postgres 127.0.0.1(40312) SELECT | backend",
        "postgres: parallel worker for PID 77                | parallel worker for pid",
      })
  void theTitleOfAProcessTellsItsRole(String title, String role) {
    assertThat(PostgresServer.role(title)).isEqualTo(role);
  }

  @ParameterizedTest
  @CsvSource("''")
  void oneThatIsGoneWasMostLikelyASession(String title) {
    assertThat(PostgresServer.role(title)).isEqualTo("backend");
  }
}
