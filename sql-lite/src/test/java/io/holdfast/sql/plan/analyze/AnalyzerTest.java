package io.holdfast.sql.plan.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expectations are what PostgreSQL 15.18 has answered to PREPARE and Describe. */
class AnalyzerTest {
  @ParameterizedTest
  @CsvSource({"select.txt,400", "parameters.txt,70", "changes.txt,120", "system.txt,50"})
  void namesTypesAndErrorsAreThoseOfPostgres(String resource, int atLeast) {
    RecordedStatements recorded = new RecordedStatements();
    List<String> differences = recorded.differences(resource);
    assertThat(differences).isEmpty();
    assertThat(recorded.checked()).isGreaterThanOrEqualTo(atLeast);
  }
}
