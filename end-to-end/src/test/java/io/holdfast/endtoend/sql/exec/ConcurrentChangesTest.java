package io.holdfast.endtoend.sql.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.txn.Isolation;
import io.holdfast.sql.txn.SqlTxOptions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What statements do with rows that others change while they run, in READ COMMITTED. */
final class ConcurrentChangesTest {
  private final SqlLab lab = new SqlLab(11);

  @BeforeEach
  void tables() {
    lab.table("t", List.of("a"), "a int4", "b text", "c int4");
    lab.table("h", List.of(), "x int4", "y text");
    lab.run(
        () -> {
          lab.run("insert into t values (1, 'one', 1), (2, 'two', 2), (3, 'three', 3)");
          lab.run("insert into h values (1, 'x'), (2, 'y')");
        });
  }

  @AfterEach
  void close() {
    lab.close();
  }

  @Test
  void anUpdateThatHasWaitedWorksOnTheNewestVersion() {
    lab.run(
        () -> {
          SqlLab.Block first = lab.begin();
          first.run("update t set c = c + 10 where a = 1");
          CompletableFuture<List<String>> byKey =
              lab.beside(() -> lab.run("update t set c = c + 100 where a = 1 returning c"));
          CompletableFuture<List<String>> byScan =
              lab.beside(
                  () -> lab.run("update t set c = c + 1000 where c < 2 or c > 10 returning c"));
          assertThat(byKey).isNotDone();
          assertThat(byScan).isNotDone();
          first.commit();
          assertThat(lab.await(byKey)).containsExactly("111");
          assertThat(lab.await(byScan)).containsExactly("1111");
        });
  }

  @Test
  void aRowThatNoLongerFitsIsLeftAlone() {
    lab.run(
        () -> {
          SqlLab.Block first = lab.begin();
          first.run("update t set b = 'other' where a = 1");
          first.run("delete from t where a = 2");
          CompletableFuture<List<String>> second =
              lab.beside(() -> lab.run("update t set c = 0 where b in ('one', 'two', 'three')"));
          first.commit();
          assertThat(lab.await(second)).containsExactly("1");
          assertThat(lab.run("select * from t order by a"))
              .containsExactly("1|other|1", "3|three|0");
        });
  }

  @Test
  void aRowThatComesToFitTooLateIsLeftAlone() {
    lab.run(
        () -> {
          SqlLab.Block first = lab.begin();
          first.run("update t set b = 'one' where a = 3");
          CompletableFuture<List<String>> second =
              lab.beside(() -> lab.run("delete from t where b = 'one'"));
          first.commit();
          assertThat(lab.await(second)).containsExactly("1");
          assertThat(lab.run("select a from t order by a")).containsExactly("2", "3");
        });
  }

  @Test
  void aJoinIsCheckedAgainWithTheNewestTarget() {
    lab.run(
        () -> {
          SqlLab.Block first = lab.begin();
          first.run("update t set c = 2 where a = 1");
          CompletableFuture<List<String>> second =
              lab.beside(
                  () -> lab.run("update t set b = y from h where x = c returning a, b, c, x"));
          first.commit();
          assertThat(lab.await(second)).containsExactlyInAnyOrder("1|y|2|2", "2|y|2|2");
        });
  }

  @Test
  void anInsertWaitsForTheOneWithItsKey() {
    lab.run(
        () -> {
          for (boolean commits : new boolean[] {false, true}) {
            SqlLab.Block first = lab.begin();
            first.run("insert into t values (9, 'first', 0)");
            CompletableFuture<List<String>> second =
                lab.beside(() -> lab.run("insert into t values (9, 'second', 0)"));
            assertThat(second).isNotDone();
            if (commits) {
              first.commit();
              assertThatThrownBy(() -> lab.await(second))
                  .hasStackTraceContaining("duplicate key value violates unique constraint");
            } else {
              first.rollback();
              assertThat(lab.await(second)).containsExactly("1");
              lab.run("delete from t where a = 9");
            }
          }
          assertThat(lab.run("select b from t where a = 9")).containsExactly("first");
        });
  }

  @Test
  void anInsertThatMayMeetTheKeyUpdatesTheNewestVersion() {
    lab.run(
        () -> {
          SqlLab.Block first = lab.begin();
          first.run("update t set c = 50 where a = 1");
          String upsert =
              "insert into t values (1, 'n', 5) on conflict (a) do update set c = t.c + 1";
          CompletableFuture<List<String>> second =
              lab.beside(() -> lab.run(upsert + " returning c"));
          first.commit();
          assertThat(lab.await(second)).containsExactly("51");
        });
  }

  @Test
  void selectForUpdateAnswersTheNewestVersionOrLeavesLockedRowsOut() {
    lab.run(
        () -> {
          SqlLab.Block first = lab.begin();
          first.run("update t set c = 40, b = 'four' where a = 1");
          CompletableFuture<List<String>> waits =
              lab.beside(() -> lab.run("select * from t where a < 3 order by a for update"));
          assertThat(lab.run("select a from t order by a for update skip locked"))
              .containsExactly("2", "3");
          assertThatThrownBy(() -> lab.run("select a from t where a = 1 for update nowait"))
              .isInstanceOf(SqlException.class)
              .hasMessage("could not obtain lock on row in relation \"t\"");
          first.commit();
          assertThat(lab.await(waits)).containsExactly("1|four|40", "2|two|2");
        });
  }

  @Test
  void aStatementDoesNotSeeItsOwnWrites() {
    lab.run(
        () -> {
          assertThat(lab.run("insert into h select x + 10, y from h")).containsExactly("2");
          assertThat(lab.run("insert into t select a + 10, b, (select count(*) from t) from t"))
              .containsExactly("3");
          assertThat(lab.run("update t set c = (select count(*) from t where c = 3)"))
              .containsExactly("6");
          assertThat(lab.run("select distinct c from t")).containsExactly("4");
        });
  }

  @Test
  void aTransactionSeesWhatItHasWritten() {
    lab.run(
        () -> {
          SqlLab.Block block =
              lab.begin(SqlTxOptions.block().withIsolation(Isolation.REPEATABLE_READ));
          block.run("insert into t values (4, 'four', 4)");
          block.run("update t set a = 5 where a = 4");
          block.run("delete from t where a = 1");
          assertThat(block.run("select a from t order by a desc")).containsExactly("5", "3", "2");
          assertThat(lab.run("select a from t order by a")).containsExactly("1", "2", "3");
          block.commit();
          assertThat(lab.run("select a from t order by a")).containsExactly("2", "3", "5");
        });
  }

  @Test
  void aGreedyStatementIsEndedBeforeTheNodeIs() {
    lab.memory(100_000);
    lab.run(
        () -> {
          assertThat(lab.run("select count(*) from generate_series(1, 100000)"))
              .containsExactly("100000");
          assertThatThrownBy(() -> lab.run("select g from generate_series(1, 100000) g order by g"))
              .isInstanceOfSatisfying(
                  SqlException.class, e -> assertThat(e.state().code()).isEqualTo("53200"));
          assertThat(lab.run("select g from generate_series(1, 100000) g order by g desc limit 1"))
              .containsExactly("100000");
        });
  }
}
