package io.holdfast.endtoend.sql.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.cluster.SimulatedCluster;
import io.holdfast.cluster.SimulatedCode;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.server.SqlConnection;
import io.holdfast.sql.server.SqlEngine;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions of two nodes, statement by statement: nothing of what was answered is lost. */
final class LostUpdatesTest {
  private static final String NODE = "sql-1";

  private final SimulatedCluster cluster = SimulatedCluster.start(29);
  private final SqlEngine engine = cluster.sql(NODE);
  private final SqlEngine other = cluster.sql("sql-2");

  @BeforeEach
  void tables() {
    run(
        () -> {
          try (SqlConnection sql = here()) {
            sql.execute("create table t (a int primary key, b int)");
            sql.execute("insert into t values (1, 1), (2, 2), (3, 3)");
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

  private SqlConnection here() {
    return engine.connect("postgres", "postgres");
  }

  private SqlConnection there() {
    return other.connect("postgres", "postgres");
  }

  private static void assertFails(SqlConnection sql, String statement, String code) {
    assertThatThrownBy(() -> sql.execute(statement))
        .isInstanceOfSatisfying(
            SqlException.class, e -> assertThat(e.state().code()).isEqualTo(code));
  }

  private static List<?> rows(SqlConnection sql) {
    return sql.query("select a, b from t order by a").rows();
  }

  @Test
  void anUpdateOfAnotherNodeBetweenStatementsOfABlockIsSeenOrRefused() {
    run(
        () -> {
          try (SqlConnection first = here();
              SqlConnection second = there()) {
            first.execute("begin");
            first.execute("update t set b = b + 10 where a = 1");
            first.execute("select * from t where a = 2 for update");
            second.execute("update t set b = b + 100 where a = 2");
            assertFails(first, "update t set b = b + 10 where a = 2; commit", "40001");
            first.execute("rollback");
            first.execute("begin");
            first.execute("update t set b = b + 10 where a = 1");
            second.execute("update t set b = b + 100 where a = 1");
            first.execute("update t set b = b + 10 where a = 3");
            assertFails(first, "commit", "40001");
            assertThat(rows(first))
                .isEqualTo(List.of(List.of("1", "101"), List.of("2", "102"), List.of("3", "3")));
          }
        });
  }

  @Test
  void aKeyGivenOutOnTwoNodesIsGivenOutOnce() {
    run(
        () -> {
          try (SqlConnection first = here();
              SqlConnection second = there()) {
            first.execute("begin");
            first.execute("insert into t values (7, 1)");
            second.execute("insert into t values (7, 2)");
            assertThatThrownBy(() -> first.execute("commit")).isInstanceOf(SqlException.class);
            first.execute("begin");
            first.execute("update t set a = 8 where a = 1");
            second.execute("insert into t values (8, 2)");
            assertThatThrownBy(() -> first.execute("commit")).isInstanceOf(SqlException.class);
            first.execute("begin");
            first.execute("delete from t where a = 8");
            first.execute("insert into t values (8, 80)");
            second.execute("update t set b = 5 where a = 8");
            assertThatThrownBy(() -> first.execute("commit")).isInstanceOf(SqlException.class);
            assertThat(rows(first))
                .isEqualTo(
                    List.of(
                        List.of("1", "1"),
                        List.of("2", "2"),
                        List.of("3", "3"),
                        List.of("7", "2"),
                        List.of("8", "5")));
            assertFails(first, "insert into t select 9, a from t", "23505");
            assertFails(first, "update t set a = 20", "23505");
            assertFails(first, "update t set a = 2 where a = 1", "23505");
            assertThat(first.query("select count(*) from t").value()).isEqualTo("5");
          }
        });
  }

  @Test
  void savepointsTakeBackWhatTheyShouldAndKeepTheRest() {
    run(
        () -> {
          try (SqlConnection first = here();
              SqlConnection second = here();
              SqlConnection third = there()) {
            second.execute("set lock_timeout = '50ms'");
            first.execute("begin");
            first.execute("update t set b = 10 where a = 1");
            first.execute("savepoint s");
            first.execute("update t set b = 20 where a = 1");
            first.execute("update t set b = 20 where a = 2");
            assertFails(first, "insert into t values (4, 4), (3, 3)", "23505");
            assertFails(first, "select 1", "25P02");
            first.execute("rollback to s");
            assertThat(rows(first))
                .isEqualTo(List.of(List.of("1", "10"), List.of("2", "2"), List.of("3", "3")));
            assertFails(second, "update t set b = 0 where a = 1", "55P03");
            third.execute("update t set b = 200 where a = 2");
            first.execute("update t set b = b + 1 where a = 2");
            first.execute("commit");
            assertThat(rows(first))
                .isEqualTo(List.of(List.of("1", "10"), List.of("2", "201"), List.of("3", "3")));
          }
        });
  }

  @Test
  void statementsOfOneMessageAreOneTransaction() {
    run(
        () -> {
          try (SqlConnection first = here()) {
            assertFails(
                first, "update t set b = 9 where a = 1; insert into t values (2, 2)", "23505");
            assertFails(
                first,
                "update t set b = 9 where a = 1; commit; update t set b = 8 where a = 2; select"
                    + " 1/0",
                "22012");
            assertFails(first, "insert into t values (5, 5); begin; select 1/0", "22012");
            first.execute("rollback");
            assertThat(rows(first))
                .isEqualTo(List.of(List.of("1", "9"), List.of("2", "2"), List.of("3", "3")));
          }
        });
  }

  @Test
  void sessionsThatHaveEndedHoldNoRow() {
    run(
        () -> {
          SqlConnection first = here();
          first.execute("begin");
          first.execute("update t set b = 0");
          first.close();
          SqlConnection failed = here();
          failed.execute("begin");
          failed.execute("select * from t for update");
          assertFails(failed, "select 1/0", "22012");
          try (SqlConnection second = here()) {
            second.execute("set lock_timeout = '50ms'");
            assertThat(second.query("update t set b = 7").tag()).isEqualTo("UPDATE 3");
          }
          failed.close();
        });
  }

  @Test
  void aTableMadeAgainIsNotMistakenForTheOldOne() {
    run(
        () -> {
          try (SqlConnection first = here();
              SqlConnection second = there()) {
            second.execute("prepare i(int) as insert into t values ($1, $1)");
            second.execute("execute i(10)");
            first.execute("begin; drop table t; create table t (a int primary key, b int); commit");
            second.execute("execute i(11)");
            assertThat(first.query("select a from t").rows()).isEqualTo(List.of(List.of("11")));
            second.execute("begin");
            second.execute("execute i(12)");
            first.execute("truncate t");
            assertFails(second, "commit", "40001");
            first.execute("begin; truncate t; insert into t values (1, 1); savepoint s");
            first.execute("truncate t; insert into t values (2, 2); rollback to s; commit");
            assertThat(second.query("select a from t").rows()).isEqualTo(List.of(List.of("1")));
          }
        });
  }

  @Test
  void whatSavepointsKeepIsBoundedAndTakingItBackIsFree() {
    run(
        () -> {
          try (SqlConnection sql = here()) {
            sql.execute("create table w (a int primary key, b text)");
            sql.execute("insert into w values (1, repeat('x', 3000000))");
            sql.execute("begin");
            sql.execute("savepoint s");
            for (int i = 0; i < 23; i++) {
              sql.execute("update w set b = repeat('y', 3000000)");
              sql.execute("update w set b = 'z'");
              sql.execute("rollback to s");
            }
            for (int i = 0; i < 20; i++) {
              sql.execute("update w set b = repeat('y', 3000000)");
            }
            assertFails(sql, "update w set b = repeat('a', 3000000);".repeat(4), "54000");
            sql.execute("rollback to s");
            sql.execute("commit");
            assertThat(sql.query("select length(b) from w").value()).isEqualTo("3000000");
          }
        });
  }
}
