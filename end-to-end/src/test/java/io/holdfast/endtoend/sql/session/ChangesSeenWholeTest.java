package io.holdfast.endtoend.sql.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.server.SqlConnection;
import io.holdfast.sql.session.SessionEndedException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A change of a table takes effect at one timestamp for all nodes, with the rows committed beside
 * it, and keeps the table to itself until then (rules SQL-2, SQL-3).
 */
final class ChangesSeenWholeTest {
  private static final int STEPS = 12;

  private static void retried(SqlConnection sql, String block) {
    while (true) {
      try {
        sql.execute(block);
        return;
      } catch (SqlException e) {
        sql.execute("rollback");
        if (!TwoNodes.state(e).equals("40001")) {
          throw e;
        }
      }
    }
  }

  /** Counts rows of a and what the log beside says of it, until told to stop. */
  private static void watch(
      SqlConnection sql, String query, AtomicBoolean stop, AtomicInteger reads, List<String> wrong)
      throws InterruptedException {
    while (!stop.get()) {
      try {
        List<@Nullable String> row = sql.query(query).rows().get(0);
        int step = Integer.parseInt(String.valueOf(row.get(1)));
        reads.incrementAndGet();
        if (!String.valueOf(row.get(0)).equals(step % 2 == 1 ? "5" : "0")) {
          wrong.add(String.valueOf(row));
        }
      } catch (SqlException e) {
        if (!TwoNodes.state(e).equals("40001")) {
          throw e;
        }
      }
    }
  }

  /** Odd steps put five rows into table a, even ones take them away; the log beside says which. */
  private static void seenWhole(String setUp, String odd, String even) {
    try (TwoNodes nodes = new TwoNodes(11)) {
      nodes.on(
          0,
          sql -> {
            sql.execute("create table log (id int primary key); insert into log values (0)");
            sql.execute(setUp);
          });
      AtomicBoolean stop = new AtomicBoolean();
      AtomicInteger reads = new AtomicInteger();
      List<String> wrong = new ArrayList<>();
      List<CompletableFuture<@Nullable Throwable>> all = new ArrayList<>();
      for (int node = 0; node < 2; node++) {
        String query = "select (select count(*) from a), (select max(id) from log)";
        all.add(nodes.beside(node, sql -> watch(sql, query, stop, reads, wrong)));
      }
      all.add(
          nodes.beside(
              0,
              sql -> {
                for (int i = 1; i <= STEPS; i++) {
                  String change = i % 2 == 1 ? odd : even;
                  retried(sql, "begin; " + change + "; insert into log values (" + i + "); commit");
                }
                nodes.sleepMillis(0, 300);
                stop.set(true);
              }));
      assertThat(nodes.await(all)).containsOnlyNulls();
      assertThat(reads.get()).isGreaterThan(100);
      assertThat(wrong).as("of %s reads", reads).isEmpty();
    }
  }

  @Test
  void truncateBesideARow() {
    seenWhole(
        "create table a (id int primary key)",
        "insert into a values (1), (2), (3), (4), (5)",
        "truncate a");
  }

  @Test
  void aTableMadeAnewBesideARow() {
    seenWhole(
        "create table a (id int primary key)",
        "drop table a; create table a as select generate_series(1, 5) as id",
        "drop table a; create table a (id int primary key)");
  }

  @Test
  void tablesThatChangeTheirNamesBesideARow() {
    String swap = "alter table a rename to c; alter table b rename to a; alter table c rename to b";
    seenWhole(
        "create table a (id int); create table b as select generate_series(1, 5) as id",
        swap,
        swap);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create table lb as select * from la; drop table la; alter table lb rename to la",
        "alter table la rename to old; create table la as select * from old; drop table old",
      })
  void noAcknowledgedRowVanishesWithATable(String swap) {
    boolean copiesFirst = swap.startsWith("create");
    try (TwoNodes nodes = new TwoNodes(12)) {
      nodes.on(0, sql -> sql.execute("create table la (id int)"));
      TreeSet<Integer> acknowledged = new TreeSet<>();
      AtomicBoolean stop = new AtomicBoolean();
      List<CompletableFuture<@Nullable Throwable>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        int first = i * 100_000;
        int node = i % 2;
        all.add(
            nodes.beside(
                node,
                sql -> {
                  sql.execute("set default_transaction_isolation = 'serializable'");
                  for (int id = first; !stop.get(); id++) {
                    try {
                      sql.execute("insert into la values (" + id + ")");
                      acknowledged.add(id);
                    } catch (SqlException e) {
                      assertThat(TwoNodes.state(e)).isIn("40001", "42P01");
                    }
                    nodes.sleepMillis(node, 20);
                  }
                }));
      }
      AtomicInteger swaps = new AtomicInteger();
      all.add(
          nodes.beside(
              0,
              sql -> {
                String level = copiesFirst ? "serializable" : "read committed";
                for (int i = 0; i < 8; i++) {
                  try {
                    sql.execute("begin isolation level " + level + "; " + swap + "; commit");
                    swaps.incrementAndGet();
                  } catch (SqlException e) {
                    sql.execute("rollback");
                    assertThat(TwoNodes.state(e)).isEqualTo("40001");
                  }
                }
                stop.set(true);
              }));
      assertThat(nodes.await(all)).containsOnlyNulls();
      if (!copiesFirst) {
        assertThat(swaps.get()).isPositive();
      }
      nodes.on(
          1,
          sql -> {
            TreeSet<Integer> there = new TreeSet<>();
            sql.query("select id from la")
                .rows()
                .forEach(row -> there.add(Integer.valueOf(String.valueOf(row.get(0)))));
            assertThat(acknowledged).hasSizeGreaterThan(20).isSubsetOf(there);
          });
    }
  }

  @Test
  void anOldSessionIsNotInTheNextDatabaseOfItsName() {
    try (TwoNodes nodes = new TwoNodes(13)) {
      nodes.on(0, sql -> sql.execute("create database d"));
      AtomicInteger step = new AtomicInteger();
      CompletableFuture<@Nullable Throwable> user =
          nodes.beside(
              1,
              sql -> {
                try (SqlConnection old = nodes.connect(1, "d")) {
                  old.execute("create table t (a int)");
                  step.set(1);
                  while (step.get() == 1) {
                    nodes.sleepMillis(1, 10);
                  }
                  assertThat(stateOf(() -> old.execute("insert into t values (1)")))
                      .isEqualTo("57P01");
                }
                try (SqlConnection young = nodes.connect(1, "d")) {
                  assertThat(
                          young
                              .query("select count(*) from pg_tables where tablename = 't'")
                              .value())
                      .isEqualTo("0");
                }
              });
      CompletableFuture<@Nullable Throwable> owner =
          nodes.beside(
              0,
              sql -> {
                while (step.get() == 0) {
                  nodes.sleepMillis(0, 10);
                }
                dropAndMake(nodes);
                step.set(2);
              });
      assertThat(nodes.await(List.of(user, owner))).containsOnlyNulls();
    }
  }

  private static void dropAndMake(TwoNodes nodes) {
    try (SqlConnection sql = nodes.connect(0, "postgres")) {
      sql.execute("drop database d");
      sql.execute("create database d");
    }
    try (SqlConnection sql = nodes.connect(0, "d")) {
      sql.execute("create table other (a int)");
    }
  }

  private static String stateOf(Runnable work) {
    try {
      work.run();
      return "00000";
    } catch (SqlException e) {
      return TwoNodes.state(e);
    } catch (SessionEndedException e) {
      return TwoNodes.state(e.error());
    }
  }
}
