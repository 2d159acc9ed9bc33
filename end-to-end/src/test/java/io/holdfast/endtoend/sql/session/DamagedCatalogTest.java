package io.holdfast.endtoend.sql.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.TxOptions;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.catalog.CatalogKeys;
import io.holdfast.sql.catalog.CatalogLease;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.server.SqlConnection;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What cannot be read can be dropped, and stops nobody else (rule SQL-10). */
final class DamagedCatalogTest {
  private static int number(SqlConnection sql, String query) {
    return Integer.parseInt(String.valueOf(sql.query(query).value()));
  }

  private static int oid(SqlConnection sql, String table) {
    return number(sql, "select '" + table + "'::regclass::oid::int");
  }

  private static int database(SqlConnection sql) {
    return number(sql, "select oid::int from pg_database where datname = current_database()");
  }

  /** Changes an entry behind everybody's back; it is seen once leases have ended. */
  private static void damage(TwoNodes nodes, Bytes key, UnaryOperator<Bytes> how)
      throws InterruptedException {
    TxOptions options = TxOptions.builder().systemKeys().build();
    nodes
        .cluster
        .database()
        .transact(
            options,
            tx -> {
              tx.put(key, how.apply(Objects.requireNonNull(tx.getForUpdate(key))));
              Bytes version = Objects.requireNonNull(tx.getForUpdate(CatalogKeys.VERSION));
              tx.put(CatalogKeys.VERSION, CatalogKeys.number(CatalogKeys.number(version) + 1));
              return true;
            });
    nodes.sleepMillis(0, 2 * CatalogLease.LEASE_MILLIS);
  }

  private static Bytes cut(Bytes entry) {
    return entry.slice(0, entry.length() - 2);
  }

  private static String refusal(SqlConnection sql, String text) {
    try {
      sql.execute(text);
      return "";
    } catch (SqlException e) {
      return e.state().code() + " " + e.message();
    }
  }

  @Test
  void aTableThatCannotBeReadIsNamedAndDropped() {
    try (TwoNodes nodes = new TwoNodes(51)) {
      nodes.on(
          0,
          sql -> {
            sql.execute("create table t (id int primary key); create table u (id int)");
            sql.execute("create schema s; create table s.t (id int)");
            int database = database(sql);
            damage(nodes, CatalogKeys.table(database, oid(sql, "t")), DamagedCatalogTest::cut);
            damage(nodes, CatalogKeys.table(database, oid(sql, "s.t")), DamagedCatalogTest::cut);
            for (String statement :
                new String[] {
                  "select * from t",
                  "insert into t values (1)",
                  "alter table t add column x int",
                  "create table t (id int)",
                  "alter table u rename to t",
                  "truncate t",
                  "lock table t",
                  "select 't'::regclass"
                }) {
              assertThat(refusal(sql, "begin; " + statement))
                  .as(statement)
                  .startsWith("XX001")
                  .contains("\"t\"");
              sql.execute("rollback");
            }
            sql.execute("begin; drop table t; create table t (a text); insert into t values ('x')");
            sql.execute("rollback");
            assertThat(refusal(sql, "select * from t")).contains("\"t\"");
            sql.execute("drop table t, u");
            assertThat(refusal(sql, "drop table t")).startsWith("42P01");
            sql.execute("create table t (a text)");
            assertThat(refusal(sql, "drop schema s")).startsWith("2BP01");
            sql.execute("drop schema s cascade; create schema s; create table s.t (id int)");
            sql.execute("drop table if exists s.t");
          });
      nodes.on(1, sql -> sql.execute("insert into t values ('y')"));
    }
  }

  @Test
  void aSchemaThatCannotBeReadGoesWithItsTables() {
    try (TwoNodes nodes = new TwoNodes(52)) {
      nodes.on(
          0,
          sql -> {
            sql.execute("create schema s; create table s.t (id int); create table s.u (id int)");
            int database = database(sql);
            int schema = number(sql, "select oid::int from pg_namespace where nspname = 's'");
            damage(nodes, CatalogKeys.table(database, oid(sql, "s.u")), DamagedCatalogTest::cut);
            damage(nodes, CatalogKeys.schema(database, schema), DamagedCatalogTest::cut);
            assertThat(refusal(sql, "select * from s.t")).startsWith("XX001").contains("\"s\"");
            assertThat(refusal(sql, "drop schema s")).startsWith("2BP01");
            sql.execute("drop schema s cascade");
            assertThat(refusal(sql, "select * from s.t")).startsWith("42P01");
            sql.execute("create schema s; create table s.t (id int)");
            assertThat(number(sql, "select count(*) from pg_class where relname = 't'"))
                .isEqualTo(1);
          });
    }
  }

  @Test
  void aDatabaseThatCannotBeReadIsDropped() {
    try (TwoNodes nodes = new TwoNodes(53)) {
      nodes.on(
          0,
          sql -> {
            sql.execute("create database d");
            int database = number(sql, "select oid::int from pg_database where datname = 'd'");
            damage(nodes, CatalogKeys.database(database), DamagedCatalogTest::cut);
            sql.execute("create database e"); // It is nobody else's trouble.
            assertThat(refusal(sql, "create database d")).startsWith("42P04");
            sql.execute("drop database d");
            sql.execute("create database d");
          });
      nodes.on(1, sql -> sql.execute("drop database d"));
    }
  }
}
