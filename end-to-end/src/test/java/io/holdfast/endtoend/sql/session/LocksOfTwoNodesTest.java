package io.holdfast.endtoend.sql.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.sql.error.SqlException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is locked through two nodes has one owner, or the second fails at COMMIT (rule SQL-9). */
final class LocksOfTwoNodesTest {
  private static void tables(TwoNodes nodes) {
    nodes.on(
        0,
        sql -> {
          sql.execute("create table t (id int primary key, v int)");
          sql.execute("insert into t values (1, 0), (2, 0)");
        });
  }

  /** What two transactions were told that ran side by side through both nodes. */
  private static List<String> sideBySide(TwoNodes nodes, String first, String second) {
    List<CompletableFuture<@Nullable Throwable>> both = new ArrayList<>();
    List<String> blocks = List.of(first, second);
    for (int i = 0; i < 2; i++) {
      int node = i;
      both.add(
          nodes.beside(
              node,
              sql -> {
                sql.execute("begin; " + blocks.get(node));
                nodes.sleepMillis(node, 500);
                sql.execute("commit");
              }));
    }
    return nodes.await(both).stream().map(TwoNodes::state).sorted().toList();
  }

  @Test
  void rowsThatAreOnlyLocked() {
    try (TwoNodes nodes = new TwoNodes(21)) {
      tables(nodes);
      String lock = "select * from t where id = 1 for update";
      assertThat(sideBySide(nodes, lock, lock)).containsExactly("00000", "40001");
      assertThat(sideBySide(nodes, lock, "select * from t where id = 2 for update"))
          .containsExactly("00000", "00000");
    }
  }

  @Test
  void rowsLockedToWriteOthers() {
    try (TwoNodes nodes = new TwoNodes(22)) {
      tables(nodes);
      String lock = "select * from t where id = 1 for update; ";
      assertThat(
              sideBySide(
                  nodes,
                  lock + "insert into t values (10, 1)",
                  lock + "insert into t values (11, 1)"))
          .containsExactly("00000", "40001");
      assertThat(sideBySide(nodes, lock, "update t set v = v + 1 where id = 1"))
          .containsExactly("00000", "40001");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select 1",
        "insert into t select 10 + v, 1 from t where id = $",
        "update t set v = 7 where id = 1",
      })
  void rowsHeldForLongerThanACommitReachesBack(String last) {
    try (TwoNodes nodes = new TwoNodes(26)) {
      tables(nodes);
      nodes.on(0, sql -> sql.execute("update t set v = id"));
      List<CompletableFuture<@Nullable Throwable>> both = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        int node = i;
        both.add(
            nodes.beside(
                node,
                sql -> {
                  sql.execute("begin; select * from t where id = 1 for update");
                  nodes.sleepMillis(node, 3_000L + 1_500L * node);
                  sql.execute(last.replace("$", String.valueOf(node + 1)));
                  sql.execute("commit");
                }));
      }
      assertThat(nodes.await(both).stream().map(TwoNodes::state).toList())
          .containsExactly("00000", "40001");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"share update exclusive", "share row exclusive", "exclusive", "access exclusive"})
  void tablesLockedInModesThatExcludeThemselves(String mode) {
    try (TwoNodes nodes = new TwoNodes(23)) {
      tables(nodes);
      AtomicInteger inside = new AtomicInteger();
      AtomicInteger most = new AtomicInteger();
      List<CompletableFuture<@Nullable Throwable>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        int node = i % 2;
        all.add(
            nodes.beside(
                node,
                sql -> {
                  sql.execute("begin; lock table t in " + mode + " mode");
                  most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                  int seen =
                      Integer.parseInt(
                          String.valueOf(sql.query("select v from t where id = 1").value()));
                  nodes.sleepMillis(node, 50);
                  sql.execute("update t set v = " + (seen + 1) + " where id = 1");
                  inside.decrementAndGet();
                  sql.execute("commit");
                }));
      }
      assertThat(nodes.await(all)).containsOnlyNulls();
      assertThat(most.get()).isEqualTo(1);
      assertThat(nodes.value(1, "select v from t where id = 1")).isEqualTo("4");
    }
  }

  @Test
  void aWriterOfTheOtherNodeWaitsForATableLock() {
    try (TwoNodes nodes = new TwoNodes(24)) {
      tables(nodes);
      CompletableFuture<@Nullable Throwable> holder =
          nodes.beside(
              0,
              sql -> {
                sql.execute("begin; lock table t in exclusive mode");
                nodes.sleepMillis(0, 1_000);
                assertThat(sql.query("select count(*) from t").value()).isEqualTo("2");
                nodes.sleepMillis(0, 500);
                sql.execute("commit");
              });
      CompletableFuture<@Nullable Throwable> writer =
          nodes.beside(
              1,
              sql -> {
                nodes.sleepMillis(1, 600);
                assertThat(sql.query("select count(*) from t").value()).isEqualTo("2");
                sql.execute("insert into t values (3, 0)");
                assertThat(holder).isDone();
              });
      CompletableFuture<@Nullable Throwable> hasty =
          nodes.beside(
              1,
              sql -> {
                nodes.sleepMillis(1, 600);
                try {
                  sql.execute("begin; lock table t nowait");
                } catch (SqlException e) {
                  assertThat(TwoNodes.state(e)).isEqualTo("55P03");
                  return;
                }
                throw new AssertionError("the lock was given twice");
              });
      assertThat(nodes.await(List.of(holder, writer, hasty))).containsOnlyNulls();
    }
  }

  @Test
  void aLockInTheModeOfWritersWaitsAsAWriteDoes() {
    try (TwoNodes nodes = new TwoNodes(27)) {
      tables(nodes);
      AtomicBoolean ending = new AtomicBoolean();
      CompletableFuture<@Nullable Throwable> holder =
          nodes.beside(
              0,
              sql -> {
                sql.execute("begin; lock table t in share mode");
                nodes.sleepMillis(0, 1_500);
                ending.set(true);
                sql.execute("commit");
              });
      CompletableFuture<@Nullable Throwable> writer =
          nodes.beside(
              1,
              sql -> {
                nodes.sleepMillis(1, 600);
                sql.execute("begin; lock table t in row share mode; commit");
                assertThat(ending).isFalse();
                sql.execute("begin; lock table t in row exclusive mode");
                assertThat(ending).isTrue();
                sql.execute("commit");
              });
      CompletableFuture<@Nullable Throwable> hasty =
          nodes.beside(
              1,
              sql -> {
                nodes.sleepMillis(1, 600);
                String refused = "00000";
                try {
                  sql.execute("begin; lock table t in row exclusive mode nowait");
                } catch (SqlException e) {
                  refused = TwoNodes.state(e);
                }
                assertThat(refused).isEqualTo("55P03");
              });
      assertThat(nodes.await(List.of(holder, writer, hasty))).containsOnlyNulls();
    }
  }

  @Test
  void aTableThatWasLockedAndNotChangedStopsNobodyWhoWroteBefore() {
    try (TwoNodes nodes = new TwoNodes(25)) {
      tables(nodes);
      CompletableFuture<@Nullable Throwable> writer =
          nodes.beside(
              1,
              sql -> {
                sql.execute("begin; update t set v = 7 where id = 1");
                nodes.sleepMillis(1, 2_000);
                sql.execute("commit");
              });
      CompletableFuture<@Nullable Throwable> holder =
          nodes.beside(
              0,
              sql -> {
                nodes.sleepMillis(0, 300);
                sql.execute("begin; lock table t in share mode; commit");
              });
      assertThat(nodes.await(List.of(writer, holder))).containsOnlyNulls();
      assertThat(nodes.value(0, "select v from t where id = 1")).isEqualTo("7");
    }
  }
}
