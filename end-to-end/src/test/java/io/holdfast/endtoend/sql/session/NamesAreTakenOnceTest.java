package io.holdfast.endtoend.sql.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** However many sessions take a name at once, on however many nodes, one has it (rule SQL-4). */
final class NamesAreTakenOnceTest {
  private static final int SESSIONS = 6;

  private static List<String> statesOf(List<@Nullable Throwable> answers) {
    return answers.stream().map(TwoNodes::state).sorted().toList();
  }

  private static List<String> race(TwoNodes nodes, int nodeCount, String statement) {
    List<CompletableFuture<@Nullable Throwable>> all = new ArrayList<>();
    for (int i = 0; i < SESSIONS; i++) {
      String text = statement.replace("$", String.valueOf(i));
      all.add(nodes.beside(i % nodeCount, sql -> sql.execute(text)));
    }
    return statesOf(nodes.await(all));
  }

  private static void assertOnce(List<String> states, String second) {
    assertThat(states).startsWith("00000");
    assertThat(states.subList(1, SESSIONS)).isSubsetOf(second, "40001");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "create table t (id int primary key, v int) | t",
        "create table t as select 1 as a | t",
        "select 1 as a into t | t",
        "create table own_$ (id int constraint same primary key) | same",
        "alter table made_$ rename to t | t",
        "alter table made_$ rename constraint made_$_pkey to t | t",
        "begin; create table t (a int); commit | t",
      })
  void ofRelations(String statement, String name) {
    for (int nodeCount = 1; nodeCount <= 2; nodeCount++) {
      try (TwoNodes nodes = new TwoNodes(nodeCount)) {
        nodes.on(
            0,
            sql -> {
              for (int i = 0; i < SESSIONS; i++) {
                sql.execute("create table made_" + i + " (id int primary key)");
              }
            });
        assertOnce(race(nodes, nodeCount, statement), "42P07");
        for (int node = 0; node < 2; node++) {
          assertThat(
                  nodes.value(node, "select count(*) from pg_class where relname = '" + name + "'"))
              .isEqualTo("1");
        }
      }
    }
  }

  @Test
  void ofTablesMovedIntoOneSchema() {
    try (TwoNodes nodes = new TwoNodes(3)) {
      nodes.on(
          0,
          sql -> {
            sql.execute("create schema shared");
            for (int i = 0; i < SESSIONS; i++) {
              sql.execute("create schema s" + i + "; create table s" + i + ".t (a int)");
            }
          });
      assertOnce(race(nodes, 2, "alter table s$.t set schema shared"), "42P07");
      assertThat(nodes.value(0, "select count(*) from pg_tables where schemaname = 'shared'"))
          .isEqualTo("1");
    }
  }

  @Test
  void ofSchemasAndDatabases() {
    try (TwoNodes nodes = new TwoNodes(4)) {
      nodes.on(
          0,
          sql -> {
            for (int i = 0; i < SESSIONS; i++) {
              sql.execute("create schema made_" + i);
            }
          });
      assertOnce(race(nodes, 2, "create schema s"), "42P06");
      assertOnce(race(nodes, 2, "alter schema made_$ rename to r"), "42P06");
      assertOnce(race(nodes, 2, "create database d"), "42P04");
      for (String query :
          List.of(
              "select count(*) from pg_namespace where nspname = 's'",
              "select count(*) from pg_namespace where nspname = 'r'",
              "select count(*) from pg_database where datname = 'd'")) {
        assertThat(nodes.value(1, query)).as(query).isEqualTo("1");
      }
    }
  }

  @Test
  void andIfNotExistsIsAnsweredToAllWhoComeLater() {
    try (TwoNodes nodes = new TwoNodes(5)) {
      assertThat(race(nodes, 2, "create table if not exists t (id int primary key)"))
          .containsOnly("00000");
      assertThat(nodes.value(0, "select count(*) from pg_class where relname = 't'"))
          .isEqualTo("1");
      assertThat(race(nodes, 2, "create schema if not exists s")).containsOnly("00000");
    }
  }

  @Test
  void andAnotherNodeIsShownItAtOnce() {
    try (TwoNodes nodes = new TwoNodes(6)) {
      nodes.on(1, sql -> sql.execute("select 1"));
      for (int i = 0; i < 5; i++) {
        String name = "t" + i;
        nodes.on(0, sql -> sql.execute("create table " + name + " (a int)"));
        assertThat(nodes.value(1, "select count(*) from pg_class where relname = '" + name + "'"))
            .isEqualTo("1");
      }
    }
  }
}
