package io.holdfast.endtoend.sql.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.server.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** LOCK TABLE as PostgreSQL has it, among the sessions of one node and of two (rule SQL-16). */
final class TableLocksTest {
  private static final List<String> MODES =
      List.of(
          "access share",
          "row share",
          "row exclusive",
          "share update exclusive",
          "share",
          "share row exclusive",
          "exclusive",
          "access exclusive");

  /** PostgreSQL 15, table 13.2: x for modes that exclude each other. */
  private static final List<String> CONFLICTS =
      List.of(
          ".......x",
          "......xx",
          "....xxxx",
          "...xxxxx",
          "..xx.xxx",
          "..xxxxxx",
          ".xxxxxxx",
          "xxxxxxxx");

  private static TwoNodes nodes(long seed) {
    TwoNodes nodes = new TwoNodes(seed);
    nodes.on(
        0,
        sql -> {
          sql.execute("create table t (id int primary key, v int)");
          sql.execute("create table u (id int primary key, v int)");
          sql.execute("insert into t values (1, 0), (2, 0)");
          sql.execute("insert into u values (1, 0)");
        });
    return nodes;
  }

  /** The SQLSTATE of a statement. */
  private static String state(SqlConnection sql, String text) {
    try {
      sql.execute(text);
      return "00000";
    } catch (SqlException e) {
      return TwoNodes.state(e);
    }
  }

  /** A session of node 0 that does something and holds on to it while another works. */
  private static void whileHeld(TwoNodes nodes, String held, int node, TwoNodes.Work work) {
    AtomicBoolean holds = new AtomicBoolean();
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<@Nullable Throwable> holder =
        nodes.beside(
            0,
            sql -> {
              sql.execute("begin; " + held);
              holds.set(true);
              while (!done.get()) {
                nodes.sleepMillis(0, 20);
              }
              sql.execute("commit");
            });
    CompletableFuture<@Nullable Throwable> worker =
        nodes.beside(
            node,
            sql -> {
              while (!holds.get()) {
                nodes.sleepMillis(node, 20);
              }
              try {
                work.run(sql);
              } finally {
                done.set(true);
              }
            });
    assertThat(nodes.await(List.of(holder, worker))).containsOnlyNulls();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void modesExcludeEachOther(int node) {
    try (TwoNodes nodes = nodes(31 + node)) {
      List<String> found = new ArrayList<>();
      for (String held : MODES) {
        whileHeld(
            nodes,
            "lock table t in " + held + " mode",
            node,
            sql -> {
              StringBuilder row = new StringBuilder();
              for (String wanted : MODES) {
                String state = state(sql, "begin; lock table t in " + wanted + " mode nowait");
                row.append(state.equals("00000") ? '.' : state.equals("55P03") ? 'x' : '?');
                sql.execute("rollback");
              }
              found.add(row.toString());
            });
      }
      assertThat(found).isEqualTo(CONFLICTS);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void statementsWaitForTheModesThatKeepThemAway(int node) {
    List<String> statements =
        List.of(
            "select * from t",
            "select * from u, t",
            "select * from t for update",
            "insert into t values (7, 7)",
            "update t set v = 1",
            "delete from t where id = 1",
            "insert into u select id + 10, v from t",
            "create table w as select * from t",
            "truncate t",
            "alter table t add column x int",
            "drop table t");
    List<String> expected =
        List.of(
            "........xxx",
            "........xxx",
            "........xxx",
            "........xxx",
            "...xxx..xxx",
            "...xxx..xxx",
            "..xxxx..xxx",
            "xxxxxxxxxxx");
    try (TwoNodes nodes = nodes(33 + node)) {
      List<String> found = new ArrayList<>();
      for (String held : MODES) {
        whileHeld(
            nodes,
            "lock table t in " + held + " mode",
            node,
            sql -> {
              sql.execute("set lock_timeout = '700ms'");
              StringBuilder row = new StringBuilder();
              for (String statement : statements) {
                String state = state(sql, "begin; " + statement);
                row.append(state.equals("00000") ? '.' : state.equals("55P03") ? 'x' : '?');
                sql.execute("rollback");
              }
              found.add(row.toString());
            });
      }
      assertThat(found).isEqualTo(expected);
    }
  }

  @Test
  void whoHasUsedTheTableIsWaitedForOnItsNode() {
    List<List<String>> cases =
        List.of(
            List.of("select * from t", ".......x"),
            List.of("select * from t where id = 1 for update", "......xx"),
            List.of("insert into t values (3, 3)", "....xxxx"),
            List.of("update t set v = 2 where id = 1", "....xxxx"),
            List.of("delete from t where id = 1", "....xxxx"));
    try (TwoNodes nodes = nodes(35)) {
      for (List<String> each : cases) {
        whileHeld(
            nodes,
            each.get(0),
            0,
            sql -> {
              StringBuilder row = new StringBuilder();
              for (String wanted : MODES) {
                String state = state(sql, "begin; lock table t in " + wanted + " mode nowait");
                row.append(state.equals("00000") ? '.' : state.equals("55P03") ? 'x' : '?');
                sql.execute("rollback");
              }
              assertThat(row).as(each.get(0)).hasToString(each.get(1));
            });
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void twoWhoShareALockAndBothWriteAreADeadlock(int node) {
    try (TwoNodes nodes = nodes(36 + node)) {
      assertThat(
              sideBySide(
                  nodes,
                  node,
                  List.of("lock table t in share mode", "update t set v = v + 1 where id = 1"),
                  List.of("lock table t in share mode", "update t set v = v + 1 where id = 2")))
          .containsExactlyInAnyOrder("00000", "40P01");
      assertThat(nodes.value(0, "select sum(v) from t")).isEqualTo("1");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void tablesLockedInTurnAreADeadlock(int node) {
    try (TwoNodes nodes = nodes(38 + node)) {
      assertThat(
              sideBySide(
                  nodes,
                  node,
                  List.of("lock table t", "lock table u"),
                  List.of("lock table u", "lock table t")))
          .containsExactlyInAnyOrder("00000", "40P01");
      assertThat(
              sideBySide(
                  nodes,
                  node,
                  List.of("lock table t in row share mode", "lock table u in exclusive mode"),
                  List.of("lock table u in access share mode", "lock table t in exclusive mode")))
          .containsExactly("00000", "00000"); // ACCESS SHARE lets EXCLUSIVE pass.
    }
  }

  @Test
  void rowsAndTablesInOneDeadlock() {
    try (TwoNodes nodes = nodes(40)) {
      assertThat(
              sideBySide(
                  nodes,
                  0,
                  List.of("update t set v = 1 where id = 1", "insert into u values (5, 5)"),
                  List.of("lock table u in share mode", "select * from t where id = 1 for update")))
          .containsExactlyInAnyOrder("00000", "40P01");
    }
  }

  /** What two sessions were told that both do their first statement before their second. */
  private static List<String> sideBySide(
      TwoNodes nodes, int node, List<String> first, List<String> second) {
    List<CompletableFuture<@Nullable Throwable>> both = new ArrayList<>();
    List<AtomicBoolean> begun = List.of(new AtomicBoolean(), new AtomicBoolean());
    for (int i = 0; i < 2; i++) {
      int self = i;
      int at = i * node;
      List<String> statements = i == 0 ? first : second;
      both.add(
          nodes.beside(
              at,
              sql -> {
                sql.execute("begin; " + statements.get(0));
                begun.get(self).set(true);
                while (!begun.get(1 - self).get()) {
                  nodes.sleepMillis(at, 10);
                }
                nodes.sleepMillis(at, 100L * self);
                sql.execute(statements.get(1));
                sql.execute("commit");
              }));
    }
    return nodes.await(both).stream().map(TwoNodes::state).toList();
  }

  @Test
  void aLockThatIsWaitedForIsGivenInTheOrderOfRequests() {
    try (TwoNodes nodes = nodes(41)) {
      List<String> order = new ArrayList<>();
      List<CompletableFuture<@Nullable Throwable>> all = new ArrayList<>();
      List<String> requests =
          List.of(
              "select * from t where id = 1",
              "lock table t in access exclusive mode",
              "select * from t where id = 2");
      for (int i = 0; i < 3; i++) {
        int number = i;
        all.add(
            nodes.beside(
                0,
                sql -> {
                  nodes.sleepMillis(0, 200L * number);
                  sql.execute("begin; " + requests.get(number));
                  order.add("begins " + number);
                  nodes.sleepMillis(0, 1_000);
                  order.add("ends " + number);
                  sql.execute("commit");
                }));
      }
      assertThat(nodes.await(all)).containsOnlyNulls();
      assertThat(order)
          .containsExactly("begins 0", "ends 0", "begins 1", "ends 1", "begins 2", "ends 2");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aTransactionThatOnlyReadsMayLock(int node) {
    try (TwoNodes nodes = nodes(42 + node)) {
      whileHeld(
          nodes,
          "set transaction isolation level repeatable read read only;"
              + " lock table t, u in access share mode",
          node,
          sql -> {
            assertThat(state(sql, "begin; lock table t nowait")).isEqualTo("55P03");
            sql.execute("rollback; insert into t values (9, 9)");
          });
      whileHeld(
          nodes,
          "set transaction read only; lock table t in share mode",
          node,
          sql -> {
            sql.execute("set lock_timeout = '500ms'");
            assertThat(state(sql, "insert into t values (10, 9)")).isEqualTo("55P03");
          });
      nodes.on(node, sql -> sql.execute("begin; lock table t nowait; commit"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"read committed", "repeatable read", "serializable"})
  void whoWaitedForALockGoesOnWhateverItsLevel(String level) {
    try (TwoNodes nodes = nodes(44)) {
      AtomicBoolean ending = new AtomicBoolean();
      CompletableFuture<@Nullable Throwable> holder =
          nodes.beside(
              0,
              sql -> {
                sql.execute("begin; lock table t in access exclusive mode");
                nodes.sleepMillis(0, 2_000);
                ending.set(true);
                sql.execute("commit");
              });
      CompletableFuture<@Nullable Throwable> other =
          nodes.beside(
              1,
              sql -> {
                nodes.sleepMillis(1, 1_000);
                sql.execute("begin isolation level " + level);
                sql.execute("insert into t values (5, 5)");
                assertThat(ending).isTrue();
                sql.execute("commit");
              });
      CompletableFuture<@Nullable Throwable> reader =
          nodes.beside(
              1,
              sql -> {
                nodes.sleepMillis(1, 1_000);
                sql.execute("begin isolation level " + level);
                assertThat(sql.query("select count(*) from t where id < 5").value()).isEqualTo("2");
                assertThat(ending).isTrue();
                sql.execute("commit");
              });
      assertThat(nodes.await(List.of(holder, other, reader))).containsOnlyNulls();
    }
  }
}
