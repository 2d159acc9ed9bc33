package io.holdfast.sql.plan.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expectations are what PostgreSQL 15.18 has answered to PREPARE and Describe. */
class AnalyzerTest {
  @ParameterizedTest
  @CsvSource({
    "select.txt,400",
    "parameters.txt,70",
    "changes.txt,120",
    "system.txt,50",
    "more.txt,200"
  })
  void namesTypesAndErrorsAreThoseOfPostgres(String resource, int atLeast) {
    RecordedStatements recorded = new RecordedStatements(false);
    List<String> differences = recorded.differences(resource);
    assertThat(differences).isEmpty();
    assertThat(recorded.checked()).isGreaterThanOrEqualTo(atLeast);
  }

  @ParameterizedTest
  @CsvSource({
    "select.txt,100",
    "parameters.txt,10",
    "changes.txt,25",
    "system.txt,35",
    "more.txt,60"
  })
  void liftedLiteralsChangeNeitherTypesNorErrors(String resource, int sharedAtLeast) {
    RecordedStatements recorded = new RecordedStatements(true);
    assertThat(recorded.differences(resource)).isEmpty();
    assertThat(recorded.shared()).isGreaterThanOrEqualTo(sharedAtLeast);
  }
}
