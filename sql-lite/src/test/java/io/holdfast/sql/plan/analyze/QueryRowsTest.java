package io.holdfast.sql.plan.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the bound algebra means, seen from its rows; expectations are PostgreSQL 15.18's. */
class QueryRowsTest {
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void rowsAreThoseOfPostgresWithConstantsAndWithLiftedLiterals(boolean lifting) {
    RecordedRows recorded = new RecordedRows(lifting);
    assertThat(recorded.differences("rows.txt")).isEmpty();
    assertThat(recorded.checked()).isGreaterThanOrEqualTo(120);
  }
}
