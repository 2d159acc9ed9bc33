package io.holdfast.endtoend.sql.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.cluster.LocalCluster;
import io.holdfast.cluster.LocalClusterOptions;
import java.io.IOException;
import java.io.Reader;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.postgresql.PGConnection;

/**
 * Time limits and cancels of pgjdbc on a real cluster. How soon to the millisecond is for the
 * simulated cluster to say; here a crowded machine has to be allowed for.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class JdbcLimitsTest {
  private static final Duration CROWDED = Duration.ofSeconds(5);
  private static final String TIMEOUT = "canceling statement due to statement timeout";
  private static final String CANCEL = "canceling statement due to user request";

  private final LocalCluster cluster =
      LocalCluster.start(LocalClusterOptions.defaults().withSqlPort(0));

  @AfterAll
  void stop() {
    cluster.close();
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://" + cluster.sqlAddress() + "/postgres", "postgres", "");
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Code that may throw. */
  private interface Body {
    void run() throws Exception;
  }

  private static void ends(String message, Duration limit, Body body) {
    long began = System.nanoTime();
    assertThatThrownBy(body::run)
        .hasMessageContaining(message)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isBetween(limit.minusMillis(50), limit.plus(CROWDED));
  }

  @Test
  void whatRunsInMemoryEnds() throws Exception {
    try (Connection connection = connect()) {
      run(connection, "set statement_timeout = '500ms'");
      for (String sql :
          new String[] {
            "select count(*) from generate_series(1, 100000000) a",
            "select count(*) from generate_series(1, 10000) a, generate_series(1, 100000) b",
            "select a from generate_series(1, 100000000) a order by -a limit 1",
            "select pg_sleep(60)"
          }) {
        ends(TIMEOUT, Duration.ofMillis(500), () -> run(connection, sql));
      }
    }
  }

  @Test
  void aCopyWhoseClientSendsNothingEnds() throws Exception {
    try (Connection connection = connect()) {
      run(connection, "create table copied (i int)");
      run(connection, "set statement_timeout = '500ms'");
      CountDownLatch ended = new CountDownLatch(1);
      Reader silent =
          new Reader() {
            private boolean sent;

            @Override
            public int read(char[] into, int at, int length) throws IOException {
              if (sent) {
                try {
                  ended.await(1_500, TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                  throw new IOException(e);
                }
                return -1;
              }
              sent = true;
              "1\n".getChars(0, 2, into, at);
              return 2;
            }

            @Override
            public void close() {}
          };
      ends(
          TIMEOUT,
          Duration.ofMillis(500),
          () ->
              connection
                  .unwrap(PGConnection.class)
                  .getCopyAPI()
                  .copyIn("copy copied from stdin", silent));
      run(connection, "insert into copied values (2)"); // The connection is as good as before.
    }
  }

  @Test
  void aRegionThatIsDownIsWaitedForNoLongerThanTheQueryMayTake() throws Exception {
    try (Connection connection = connect()) {
      run(connection, "create table t (i int primary key)");
      run(connection, "insert into t values (1)");
      for (int store = 1; store < cluster.storeCount(); store++) {
        cluster.killStore(store);
      }
      try (Statement statement = connection.createStatement()) {
        statement.setQueryTimeout(1);
        ends(CANCEL, Duration.ofSeconds(1), () -> statement.executeQuery("select * from t"));
      }
      try (Statement statement = connection.createStatement()) {
        CompletableFuture<Void> cancelled =
            CompletableFuture.runAsync(
                () -> {
                  try {
                    statement.cancel();
                  } catch (SQLException e) {
                    throw new IllegalStateException(e);
                  }
                },
                CompletableFuture.delayedExecutor(700, TimeUnit.MILLISECONDS));
        ends(CANCEL, Duration.ofMillis(700), () -> statement.execute("update t set i = 2"));
        cancelled.join();
      }
      run(connection, "set statement_timeout = '700ms'");
      ends(TIMEOUT, Duration.ofMillis(700), () -> run(connection, "insert into t values (3)"));
      for (int store = 1; store < cluster.storeCount(); store++) {
        cluster.startStore(store);
      }
      run(connection, "set statement_timeout = 0");
      run(connection, "select * from t");
    }
  }
}
