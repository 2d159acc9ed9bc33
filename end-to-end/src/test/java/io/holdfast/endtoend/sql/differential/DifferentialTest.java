package io.holdfast.endtoend.sql.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cluster.LocalCluster;
import io.holdfast.cluster.LocalClusterOptions;
import io.holdfast.endtoend.sql.postgres.PostgresServer;
import io.holdfast.endtoend.sql.wire.WireClient;
import io.holdfast.runtime.net.Address;
import java.io.IOException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Rows, types, tags and SQLSTATEs of seeded statements are PostgreSQL's. */
final class DifferentialTest {
  private static final int STATEMENTS = Integer.getInteger("holdfast.sql.statements", 5_000);
  private static final long SEED = Long.getLong("holdfast.sql.seed", 1);
  private static final int STATEMENTS_PER_SEED = 500;

  @Test
  void seededStatementsAnswerAsPostgresDoes() throws Exception {
    Assumptions.assumeTrue(
        PostgresServer.installed() || PostgresServer.required(),
        "PostgreSQL 15 is not installed (Debian: postgresql-15)");
    try (PostgresServer postgres = PostgresServer.start();
        LocalCluster cluster = LocalCluster.start(LocalClusterOptions.defaults().withSqlPort(0))) {
      Comparison comparison = compare(postgres, cluster.sqlAddress());
      System.out.println("differential: " + comparison.summary());
      assertThat(comparison.statements()).isGreaterThanOrEqualTo(STATEMENTS);
      assertThat(comparison.differences())
          .as(
              () ->
                  comparison.differences().stream()
                      .limit(20)
                      .map(Object::toString)
                      .collect(Collectors.joining("\n")))
          .isEmpty();
    }
  }

  private static Comparison compare(PostgresServer postgres, Address ours) throws IOException {
    try (WireClient reference = WireClient.connect("127.0.0.1", postgres.port(), "postgres");
        WireClient holdfast = WireClient.connect(ours.host(), ours.port(), "postgres")) {
      Comparison comparison = new Comparison(reference, holdfast);
      for (long seed = SEED; comparison.statements() < STATEMENTS; seed++) {
        StatementGenerator generator = new StatementGenerator(seed);
        int before = comparison.statements();
        while (comparison.statements() < before + STATEMENTS_PER_SEED) {
          for (Step step : generator.next()) {
            comparison.run(step);
          }
        }
        for (Step step : generator.end()) {
          comparison.run(step);
        }
      }
      return comparison;
    }
  }
}
