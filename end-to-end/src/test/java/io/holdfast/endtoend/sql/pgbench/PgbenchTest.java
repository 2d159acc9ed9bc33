package io.holdfast.endtoend.sql.pgbench;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cluster.LocalCluster;
import io.holdfast.cluster.LocalClusterOptions;
import io.holdfast.endtoend.sql.tool.PostgresTool;
import io.holdfast.endtoend.sql.tool.PostgresTool.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code pgbench -i -s 1}, then its transactions in all three protocols, with and without faults.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PgbenchTest {
  private static final Pattern PROCESSED =
      Pattern.compile("number of transactions actually processed: (\\d+)");
  private static final Pattern FAILED = Pattern.compile("number of failed transactions: (\\d+)");
  private static final String SUMS =
      "select (select sum(abalance) from pgbench_accounts), (select sum(tbalance) from"
          + " pgbench_tellers), (select sum(bbalance) from pgbench_branches), (select"
          + " coalesce(sum(delta), 0) from pgbench_history), (select count(*) from"
          + " pgbench_history), (select count(*) from pgbench_accounts)";

  private final LocalCluster cluster =
      LocalCluster.start(LocalClusterOptions.defaults().withSqlPort(0));

  private long totalBefore;

  @BeforeAll
  void fill() throws Exception {
    Outcome made = pgbench(Duration.ofMinutes(3), "-i", "-s", "1");
    assertThat(made.exitCode()).as(made.err()).isZero();
    assertThat(made.err()).contains("done in").doesNotContain("ERROR");
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  private Outcome pgbench(Duration limit, String... arguments) throws Exception {
    return PostgresTool.run(
        cluster.sqlAddress(),
        limit,
        "pgbench",
        Stream.concat(Stream.of(arguments), Stream.of("postgres")).toList());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"simple", "extended", "prepared"})
  void sumsAgreeAfterTransfersOfFourClients(String mode) throws Exception {
    Outcome run =
        pgbench(Duration.ofMinutes(2), "-c", "4", "-T", "10", "-M", mode, "--max-tries=10");
    assertClean(run);
  }

  @Test
  void sumsAgreeAndNothingFailsWhileAStoreIsKilledAndComesBack() throws Exception {
    // Instead of pgbench, which would do it while its first transfers are being counted.
    psql("truncate pgbench_history");
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try {
      CompletableFuture<Outcome> running =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return pgbench(
                      Duration.ofMinutes(2),
                      "-n",
                      "-c",
                      "4",
                      "-T",
                      "20",
                      "-M",
                      "prepared",
                      "--max-tries=10");
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              },
              executor);
      for (int store = 0; store < 2; store++) {
        awaitMoreTransfers(running);
        cluster.killStore(store);
        awaitMoreTransfers(running);
        cluster.startStore(store);
      }
      assertClean(running.get(3, TimeUnit.MINUTES));
    } finally {
      executor.shutdownNow();
    }
  }

  /** Returns when transfers have been committed since the call: in the middle of the run. */
  private void awaitMoreTransfers(Future<?> running) throws Exception {
    long enough = history() + 20;
    while (history() < enough) {
      assertThat(running.isDone()).as("pgbench has ended before the faults").isFalse();
    }
  }

  private long history() throws Exception {
    return Long.parseLong(psql("select count(*) from pgbench_history"));
  }

  private String psql(String sql) throws Exception {
    Outcome done =
        PostgresTool.run(
            cluster.sqlAddress(), Duration.ofMinutes(1), "psql", List.of("-Atc", sql, "postgres"));
    assertThat(done.exitCode()).as(done.err()).isZero();
    return done.out().strip();
  }

  private void assertClean(Outcome run) throws Exception {
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(number(FAILED, run.out())).as(run.out() + run.err()).isZero();
    long processed = number(PROCESSED, run.out());
    assertThat(processed).isPositive();
    List<String> values = List.of(psql(SUMS).split("\\|", -1));
    long total = Long.parseLong(values.get(0));
    assertThat(values.subList(1, 3)).containsOnly(values.get(0));
    // pgbench empties the history before each run, so it accounts for what this run has moved.
    assertThat(Long.parseLong(values.get(3))).isEqualTo(total - totalBefore);
    totalBefore = total;
    assertThat(Long.parseLong(values.get(4))).isEqualTo(processed);
    assertThat(values.get(5)).isEqualTo("100000");
    System.out.println("pgbench: " + run.out().lines().filter(PgbenchTest::tells).toList());
  }

  private static boolean tells(String line) {
    return line.startsWith("query mode")
        || line.startsWith("number of transactions")
        || line.startsWith("latency average")
        || line.startsWith("tps");
  }

  private static long number(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return Long.parseLong(matcher.group(1));
  }
}
