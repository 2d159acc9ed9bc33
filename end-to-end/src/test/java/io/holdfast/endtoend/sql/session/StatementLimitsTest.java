package io.holdfast.endtoend.sql.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.cluster.SimulatedCluster;
import io.holdfast.cluster.SimulatedCode;
import io.holdfast.simulation.world.SimNode;
import io.holdfast.simulation.world.SimWorld;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.server.SqlConnection;
import io.holdfast.sql.server.SqlEngine;
import io.holdfast.sql.session.TransactionStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * statement_timeout and cancel end whatever a statement is doing, in time and with what is true
 * (rules SQL-8, TXN-7).
 */
final class StatementLimitsTest {
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final Duration CANCELLED_AFTER = Duration.ofMillis(700);
  private static final Duration SLACK = Duration.ofMillis(100);
  private static final String NODE = "sql-1";
  private static final String TIMEOUT = "canceling statement due to statement timeout";
  private static final String CANCEL = "canceling statement due to user request";

  private final SimulatedCluster cluster = SimulatedCluster.start(41);
  private final SimWorld world = cluster.world();
  private final SqlEngine engine = cluster.sql(NODE);

  @AfterEach
  void close() {
    cluster.close();
  }

  private SqlConnection connect() {
    return engine.connect("postgres", "postgres");
  }

  private void run(SimulatedCode code) {
    cluster.runOn(NODE, code);
  }

  private void prepare() {
    run(
        () -> {
          try (SqlConnection session = connect()) {
            session.execute("CREATE TABLE t (id int PRIMARY KEY, v text)");
            session.execute("INSERT INTO t VALUES (1, 'one'), (2, 'two')");
          }
        });
  }

  private List<SimNode> stores() {
    List<SimNode> stores = new ArrayList<>();
    for (int i = 0; i < cluster.options().stores(); i++) {
      stores.add(world.node(SimulatedCluster.storeName(i)));
    }
    return stores;
  }

  private void cutStores() {
    world.network().partitionOneWay(List.of(world.node(NODE)), stores());
  }

  private void cutPlacementDriver() {
    world.network().partition(List.of(world.node(NODE)), List.of(world.node("pd-1")));
  }

  /** The statement ends at its time limit, and when it is cancelled. */
  private void endsInTime(String sql) {
    endsInTime(sql, TransactionStatus.IDLE, session -> {});
  }

  /** What a session does first. */
  private interface Before {
    void run(SqlConnection session) throws Exception;
  }

  private void endsInTime(String sql, TransactionStatus after, Before before) {
    run(
        () -> {
          try (SqlConnection session = connect()) {
            session.execute("SET statement_timeout = '2s'");
            before.run(session);
            ends(session, sql, LIMIT, TIMEOUT);
            assertThat(session.status()).isEqualTo(after);
          }
          world.network().heal();
          try (SqlConnection session = connect()) {
            before.run(session);
            world.after(CANCELLED_AFTER, "cancel", session::cancel);
            ends(session, sql, CANCELLED_AFTER, CANCEL);
            assertThat(session.status()).isEqualTo(after);
          }
          world.network().heal();
        });
  }

  private void ends(SqlConnection session, String sql, Duration limit, String message) {
    long began = world.nowNanos();
    assertThatThrownBy(() -> session.execute(sql))
        .isInstanceOfSatisfying(
            SqlException.class,
            e -> {
              assertThat(e.message()).isEqualTo(message);
              assertThat(e.state().code()).isEqualTo("57014");
            });
    assertThat(Duration.ofNanos(world.nowNanos() - began)).isBetween(limit, limit.plus(SLACK));
  }

  @Test
  void aReadOfStoresThatDoNotAnswer() {
    prepare();
    endsInTime("SELECT * FROM t", TransactionStatus.IDLE, session -> cutStores());
    endsInTime("SELECT * FROM t WHERE id = 1", TransactionStatus.IDLE, session -> cutStores());
    endsInTime("SELECT * FROM t WHERE id IN (1, 2)", TransactionStatus.IDLE, s -> cutStores());
  }

  @Test
  void aReadOfARegionWithoutALeader() {
    prepare();
    endsInTime(
        "SELECT * FROM t",
        TransactionStatus.IDLE,
        session -> stores().forEach(store -> world.network().isolate(store)));
  }

  @Test
  void aStatementThatNeedsAPlacementDriverThatIsAway() {
    prepare();
    endsInTime("SELECT * FROM t", TransactionStatus.IDLE, session -> cutPlacementDriver());
    endsInTime("INSERT INTO t VALUES (3)", TransactionStatus.IDLE, session -> cutPlacementDriver());
    endsInTime("CREATE TABLE u (i int)", TransactionStatus.IDLE, session -> cutPlacementDriver());
  }

  @Test
  void aWriteThatCommitsByItself() {
    prepare();
    endsInTime(
        "UPDATE t SET v = 'new' WHERE id = 1", TransactionStatus.IDLE, session -> cutStores());
    run(
        () -> {
          try (SqlConnection session = connect()) {
            assertThat(session.query("SELECT v FROM t WHERE id = 1").rows().toString())
                .isEqualTo("[[one]]");
          }
        });
  }

  @Test
  void aStatementOfABlockLeavesAFailedBlock() {
    prepare();
    endsInTime(
        "SELECT * FROM t",
        TransactionStatus.FAILED,
        session -> {
          session.execute("BEGIN");
          cutStores();
        });
    endsInTime(
        "SELECT * FROM t",
        TransactionStatus.FAILED,
        session -> {
          session.execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
          session.execute("SELECT * FROM t");
          cutStores();
        });
  }

  @Test
  void aCommitThatCannotBeMade() {
    prepare();
    endsInTime(
        "COMMIT",
        TransactionStatus.IDLE,
        session -> {
          session.execute("BEGIN");
          session.execute("UPDATE t SET v = 'new' WHERE id = 1");
          cutStores();
        });
    endsInTime(
        "COMMIT",
        TransactionStatus.IDLE,
        session -> {
          session.execute("BEGIN ISOLATION LEVEL SERIALIZABLE");
          session.execute("UPDATE t SET v = 'new' WHERE id = 1");
          session.execute("SELECT * FROM t");
          cutPlacementDriver();
        });
    endsInTime(
        "COMMIT",
        TransactionStatus.IDLE,
        session -> {
          session.execute("BEGIN");
          session.execute("CREATE TABLE u (i int)");
          cutStores();
        });
    run(
        () -> {
          try (SqlConnection session = connect()) {
            assertThat(session.query("SELECT v FROM t WHERE id = 1").rows().toString())
                .isEqualTo("[[one]]");
          }
        });
  }

  @Test
  void aWaitForARow() {
    prepare();
    run(
        () -> {
          SqlConnection holder = connect();
          holder.execute("BEGIN");
          holder.execute("UPDATE t SET v = 'held' WHERE id = 1");
        });
    endsInTime("UPDATE t SET v = 'new' WHERE id = 1");
    endsInTime("SELECT * FROM t FOR UPDATE");
  }

  @Test
  void aWaitForATableThatIsBeingChanged() {
    prepare();
    run(
        () -> {
          SqlConnection holder = connect();
          holder.execute("BEGIN");
          holder.execute("ALTER TABLE t ADD COLUMN w int DEFAULT 7");
        });
    endsInTime("INSERT INTO t VALUES (3, 'three')");
    endsInTime("ALTER TABLE t DROP COLUMN v");
  }

  @Test
  void aChangeOfATableThatCannotGoOnIsOpenAgainAtOnceWhereThatIsPossible() {
    prepare();
    run(
        () -> {
          try (SqlConnection session = connect()) {
            session.execute("SET statement_timeout = '100ms'"); // Less than the leases last.
            ends(
                session,
                "ALTER TABLE t ADD COLUMN w int DEFAULT 7",
                Duration.ofMillis(100),
                TIMEOUT);
            session.execute("SET statement_timeout = '1s'");
            session.execute("INSERT INTO t VALUES (3, 'three')");
          }
        });
  }

  @Test
  void aSleep() {
    endsInTime("SELECT pg_sleep(60)");
    endsInTime("SELECT pg_sleep(0.03) FROM generate_series(1, 10000)");
  }

  @Test
  void whatIsRunAgainKeepsItsFirstDeadline() {
    prepare();
    run(
        () -> {
          SqlConnection rival = connect();
          try (SqlConnection session = connect()) {
            session.execute("SET statement_timeout = '2s'");
            // Each run meets a conflict: it sleeps under its snapshot while the rival writes.
            cluster.spawnOn(
                NODE,
                "rival",
                () -> {
                  for (int i = 0; i < 100; i++) {
                    rival.execute("UPDATE t SET v = 'rival " + i + "' WHERE id = 1");
                    rival.execute("SELECT pg_sleep(0.05)");
                  }
                });
            session.execute("SET default_transaction_isolation = 'serializable'");
            ends(
                session,
                "INSERT INTO t SELECT 9, v FROM t WHERE id < 2 AND pg_sleep(0.7) IS NOT NULL",
                LIMIT,
                TIMEOUT);
          }
        });
  }

  @Test
  void withoutALimitARegionThatIsDownGivesItsErrorAfterTheTimeOfOneOperation() {
    prepare();
    run(
        () -> {
          try (SqlConnection session = connect()) {
            cutStores();
            long began = world.nowNanos();
            assertThatThrownBy(() -> session.execute("SELECT * FROM t"))
                .hasMessageContaining("could not be reached")
                .isInstanceOfSatisfying(
                    SqlException.class, // Not a conflict, nor overload.
                    e -> assertThat(e.state()).isEqualTo(SqlState.SYSTEM_ERROR));
            assertThat(Duration.ofNanos(world.nowNanos() - began))
                .isLessThan(Duration.ofSeconds(21));
          }
        });
  }
}
