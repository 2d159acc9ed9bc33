package io.holdfast.endtoend.sql.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.cluster.SimulatedCluster;
import io.holdfast.cluster.SimulatedCode;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.server.SqlConnection;
import io.holdfast.sql.server.SqlEngine;
import io.holdfast.sql.server.SqlResult;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changes of tables inside of transactions and beside them. */
final class CatalogInTransactionsTest {
  private static final String NODE = "sql-1";

  private final SimulatedCluster cluster = SimulatedCluster.start(23);
  private final SqlEngine engine = cluster.sql(NODE);

  @BeforeEach
  void tables() {
    run(
        () -> {
          try (SqlConnection sql = connect()) {
            sql.execute("create table t (a int primary key, b int)");
            sql.execute("insert into t values (1, 1), (2, 2)");
          }
        });
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  private void run(SimulatedCode code) {
    cluster.runOn(NODE, code);
  }

  private SqlConnection connect() {
    return engine.connect("postgres", "postgres");
  }

  private static @Nullable String value(SqlConnection sql, String query) {
    return sql.query(query).value();
  }

  private CompletableFuture<String> beside(String sql) throws InterruptedException {
    CompletableFuture<String> done = new CompletableFuture<>();
    cluster.spawnOn(
        NODE,
        "beside",
        () -> {
          try (SqlConnection connection = connect()) {
            List<SqlResult> results = connection.execute(sql);
            done.complete(results.get(results.size() - 1).tag());
          } catch (SqlException e) {
            done.completeExceptionally(e);
          }
        });
    sleepMillis(100);
    return done;
  }

  private void sleepMillis(long millis) throws InterruptedException {
    cluster.world().node(NODE).runtime().sleep(Duration.ofMillis(millis));
  }

  private static void assertConflict(SqlConnection sql, String statement) {
    assertThatThrownBy(() -> sql.execute(statement))
        .isInstanceOfSatisfying(
            SqlException.class, e -> assertThat(e.state().code()).isEqualTo("40001"));
  }

  @Test
  void rowsWrittenBeforeSomebodyElseTruncatedAreNotLostByAnAlterTableOfTheirTransaction() {
    run(
        () -> {
          try (SqlConnection first = connect();
              SqlConnection second = connect()) {
            first.execute("begin");
            first.execute("insert into t values (3, 3)");
            second.execute("truncate t");
            assertConflict(first, "alter table t alter b set default 5; commit");
          }
        });
  }

  @Test
  void aPlanOfATransactionThatWasRolledBackIsForgotten() {
    run(
        () -> {
          try (SqlConnection sql = connect()) {
            sql.execute("create schema s");
            sql.execute("set search_path = s, public");
            sql.execute("prepare p as select count(*) from t");
            sql.execute("begin");
            sql.execute("create table s.t (a int primary key, b int)");
            assertThat(value(sql, "execute p")).isEqualTo("0");
            sql.execute("rollback");
            assertThat(value(sql, "execute p")).isEqualTo("2");
            sql.execute("begin");
            sql.execute("create table s.t (a int primary key, b int)");
            sql.execute("prepare q as select count(*) from t");
            sql.execute("rollback");
            assertThat(value(sql, "execute q")).isEqualTo("2");
          }
        });
  }

  @Test
  void theRightToWriteToATableKeptFromOthersIsNotSharedWithAPlan() {
    run(
        () -> {
          try (SqlConnection first = connect();
              SqlConnection second = connect()) {
            second.execute("set statement_timeout = '300ms'");
            first.execute("begin");
            first.execute("savepoint s");
            first.execute("truncate t");
            first.execute("rollback to s");
            first.execute("insert into t values (4, 4)");
            assertThatThrownBy(() -> second.execute("insert into t values (5, 5)"))
                .isInstanceOf(SqlException.class);
            first.execute("alter table t add c int default 7");
            first.execute("commit");
            assertThat(first.query("select a, c from t order by a").rows())
                .containsExactly(List.of("1", "7"), List.of("2", "7"), List.of("4", "7"));
          }
        });
  }

  @Test
  void tablesAreMadeEmptiedAndDroppedInEveryIsolationLevel() {
    run(
        () -> {
          try (SqlConnection sql = connect()) {
            for (String level : List.of("repeatable read", "serializable")) {
              sql.execute("begin isolation level " + level);
              assertThat(value(sql, "select count(*) from t")).isEqualTo("2");
              sql.execute("create table u (a int primary key)");
              sql.execute("insert into u values (1)");
              sql.execute("commit");
              sql.execute("begin isolation level " + level);
              assertThat(value(sql, "select count(*) from u")).isEqualTo("1");
              sql.execute("truncate u");
              sql.execute("insert into u values (1), (2)");
              assertThat(value(sql, "select count(*) from u")).isEqualTo("2");
              sql.execute("commit");
              assertThat(value(sql, "select count(*) from u")).isEqualTo("2");
              sql.execute("begin isolation level " + level);
              assertThat(value(sql, "select count(*) from u")).isEqualTo("2");
              sql.execute("drop table u");
              sql.execute("commit");
            }
            sql.execute("set default_transaction_isolation = 'serializable'");
            sql.execute("truncate t");
            sql.execute("alter table t add c int default 1");
            sql.execute("insert into t values (1)");
            assertThat(value(sql, "select c from t")).isEqualTo("1");
          }
        });
  }

  @Test
  void aRowThatCameAfterTheSnapshotIsNotLostByARewrite() {
    run(
        () -> {
          try (SqlConnection first = connect();
              SqlConnection second = connect()) {
            first.execute("begin isolation level repeatable read");
            first.execute("select * from t");
            second.execute("insert into t values (3, 3)");
            assertConflict(first, "alter table t drop constraint t_pkey; commit");
            first.execute("rollback");
            assertThat(value(first, "select count(*) from t")).isEqualTo("3");
          }
        });
  }

  @Test
  void aWriterInABlockWaitsForATableThatIsBeingChanged() {
    run(
        () -> {
          try (SqlConnection first = connect();
              SqlConnection second = connect()) {
            first.execute("begin");
            first.execute("truncate t");
            CompletableFuture<String> alone = beside("insert into t values (7, 7)");
            CompletableFuture<String> inBlock =
                beside("begin; insert into t values (8, 8); commit");
            sleepMillis(1_500);
            assertThat(alone).isNotDone();
            first.execute("commit");
            sleepMillis(1_500);
            assertThat(alone).isCompletedWithValue("INSERT 0 1");
            assertThat(inBlock).isCompletedWithValue("COMMIT");
            assertThat(value(second, "select count(*) from t")).isEqualTo("2");
          }
        });
  }

  @Test
  void aWaitForATableEndsWithTheLockTimeout() {
    run(
        () -> {
          try (SqlConnection first = connect();
              SqlConnection second = connect()) {
            first.execute("begin");
            first.execute("truncate t");
            second.execute("set lock_timeout = '200ms'");
            assertThatThrownBy(() -> second.execute("delete from t"))
                .isInstanceOfSatisfying(
                    SqlException.class, e -> assertThat(e.state().code()).isEqualTo("55P03"));
            first.execute("rollback");
            assertThat(second.query("delete from t").tag()).isEqualTo("DELETE 2");
          }
        });
  }

  @Test
  void aFailedBlockKeepsNoTableFromOthers() {
    run(
        () -> {
          try (SqlConnection first = connect();
              SqlConnection second = connect()) {
            first.execute("begin");
            first.execute("truncate t");
            assertThatThrownBy(() -> first.execute("select 1/0")).isInstanceOf(SqlException.class);
            assertThat(second.query("insert into t values (3, 3)").tag()).isEqualTo("INSERT 0 1");
            first.execute("rollback");
          }
        });
  }

  @Test
  void aTableTruncatedAndThenNotCommitsAfterTheSavepoint() {
    run(
        () -> {
          try (SqlConnection sql = connect()) {
            sql.execute("begin");
            sql.execute("savepoint s");
            sql.execute("truncate t");
            sql.execute("rollback to s");
            sql.execute("commit");
            assertThat(value(sql, "select count(*) from t")).isEqualTo("2");
          }
        });
  }

  @Test
  void aRowThatIsLockedTwiceByOneStatementAfterAWaitIsNoConflict() {
    run(
        () -> {
          try (SqlConnection first = connect();
              SqlConnection second = connect()) {
            second.execute("create table h (x int, y int)");
            second.execute("insert into h values (1, 1), (1, 2), (1, 3)");
            first.execute("begin");
            first.execute("update t set b = 10 where a = 1");
            CompletableFuture<String> waits =
                beside("begin; select t.*, y from t join h on x = a for update of t; commit");
            first.execute("commit");
            sleepMillis(500);
            assertThat(waits).isCompletedWithValue("COMMIT");
          }
        });
  }

  @Test
  void aCursorThatLocksLosesNoUpdateMadeAfterItWasOpened() {
    run(
        () -> {
          try (SqlConnection first = connect();
              SqlConnection second = connect()) {
            first.execute("begin");
            first.execute("declare c cursor for select a, b from t order by a for update");
            assertThat(first.query("fetch 1 from c").rows()).containsExactly(List.of("1", "1"));
            second.execute("update t set b = 50 where a = 2");
            first.execute("select 1");
            assertThat(first.query("fetch 1 from c").rows()).containsExactly(List.of("2", "50"));
            first.execute("insert into t values (2, 0) on conflict (a) do update set b = t.b + 1");
            first.execute("commit");
            assertThat(value(first, "select b from t where a = 2")).isEqualTo("51");
          }
        });
  }

  @Test
  void aCursorSeesTheStateInWhichItWasOpened() {
    run(
        () -> {
          try (SqlConnection first = connect();
              SqlConnection second = connect()) {
            second.execute("create table h (x int, y int)");
            second.execute("insert into h values (1, 1), (2, 2)");
            first.execute("begin");
            first.execute("update t set b = 5 where a = 1");
            first.execute("declare c cursor for select b from h join t on a = x order by x");
            first.execute("update t set b = 6 where a = 1");
            first.execute("update t set b = 7 where a = 1");
            second.execute("update t set b = 8 where a = 2");
            first.execute("select 1");
            assertThat(first.query("fetch all from c").rows())
                .containsExactly(List.of("5"), List.of("2"));
            first.execute("commit");
          }
        });
  }

  @Test
  void aLoadOfManyRowsIsNoConflictWithOldSnapshots() {
    run(
        () -> {
          try (SqlConnection first = connect();
              SqlConnection second = connect()) {
            second.execute("create table big (a int primary key)");
            first.execute("begin isolation level repeatable read");
            first.execute("select * from t");
            second.execute("insert into big select generate_series(1, 35000)");
            second.execute("insert into big select generate_series(35001, 70000)");
            first.execute("update t set b = 3 where a = 1");
            first.execute("commit");
            assertThat(value(second, "select b from t where a = 1")).isEqualTo("3");
          }
        });
  }

  @Test
  void changesOfOneTableWaitForEachOther() {
    run(
        () -> {
          try (SqlConnection first = connect()) {
            first.execute("begin");
            first.execute("truncate t");
            CompletableFuture<String> truncates = beside("begin; truncate t; commit");
            CompletableFuture<String> alters = beside("alter table t add column c int default 4");
            sleepMillis(2_000);
            assertThat(truncates).isNotDone();
            assertThat(alters).isNotDone();
            first.execute("insert into t values (1, 1)");
            first.execute("commit");
            sleepMillis(5_000);
            assertThat(truncates).isCompletedWithValue("COMMIT");
            assertThat(alters).isCompletedWithValue("ALTER TABLE");
          }
        });
  }
}
