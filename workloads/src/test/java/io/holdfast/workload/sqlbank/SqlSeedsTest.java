package io.holdfast.workload.sqlbank;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.simulation.world.Profile;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two SQL nodes on a cluster under simulated faults, with changes of tables under load (rules SQL-1
 * to SQL-6); {@code holdfast sim} runs many more.
 */
class SqlSeedsTest {
  private static final Duration SHORT = Duration.ofSeconds(20);

  private static SqlSeedPlan shortPlan(long seed, Profile profile) {
    return SqlSeedPlan.of(seed, profile)
        .lasting(SHORT, 60)
        .withPauses(Duration.ofMillis(800), Duration.ofSeconds(3));
  }

  static LongStream seeds() {
    return LongStream.range(2, 2 + Integer.getInteger("holdfast.sql.seeds", 2));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aSwarmOfFaultsBreaksNoPromiseOfTheSqlLayer(long seed) {
    SqlSeedReport report = SqlSeedRun.run(shortPlan(seed, Profile.SWARM));
    System.out.println(report);
    assertThat(report.transfers()).isGreaterThanOrEqualTo(60);
    assertThat(report.tableChanges()).isPositive();
    assertThat(report.tableReads()).isPositive();
    assertThat(report.comparisons()).isPositive();
  }

  /** A name was taken for a table; the step broke off behind that and came again in its round. */
  @Test
  void aStepThatBrokeOffIsTakenAgain() {
    SqlSeedReport report =
        SqlSeedRun.run(SqlSeedPlan.of(1, Profile.SWARM).withStreaming(false).lasting(SHORT, 60));
    assertThat(report.tableChanges()).isPositive();
  }

  @Test
  void theSameSeedGivesTheSameTraceWithSqlRunning() {
    SqlSeedPlan plan =
        SqlSeedPlan.of(5, Profile.CALM)
            .lasting(Duration.ofSeconds(4), 5)
            .withPauses(Duration.ofMillis(800), Duration.ofSeconds(1));
    assertThat(SqlSeedRun.run(plan).traceHash()).isEqualTo(SqlSeedRun.run(plan).traceHash());
  }
}
