package io.holdfast.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.cluster.LocalCluster;
import io.holdfast.cluster.LocalClusterOptions;
import io.holdfast.cluster.SimulatedCluster;
import io.holdfast.sql.server.SqlConnection;
import io.holdfast.sql.server.SqlEngine;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** Tables inside a unit test: over JDBC on a real cluster, and under simulated time. */
class SqlTest {
  @Test
  void moneyMovesOverJdbc() throws Exception {
    LocalClusterOptions options = LocalClusterOptions.defaults().withSqlPort(0);
    try (LocalCluster cluster = LocalCluster.start(options);
        Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://" + cluster.sqlAddress() + "/postgres", "postgres", "");
        Statement statement = connection.createStatement()) {
      statement.execute("create table account (name text primary key, balance bigint not null)");
      statement.execute("insert into account values ('alice', 100), ('bob', 0)");

      connection.setAutoCommit(false);
      statement.execute("update account set balance = balance - 30 where name = 'alice'");
      statement.execute("update account set balance = balance + 30 where name = 'bob'");
      connection.commit();

      try (ResultSet rows =
          statement.executeQuery("select sum(balance), max(balance) from account")) {
        assertTrue(rows.next());
        assertEquals(100, rows.getLong(1));
        assertEquals(70, rows.getLong(2));
      }
    }
  }

  @Test
  void tablesRunUnderSimulatedTimeToo() {
    try (SimulatedCluster cluster = SimulatedCluster.start(7)) {
      SqlEngine node = cluster.sql("sql-1");
      cluster.runOn(
          "sql-1",
          () -> {
            try (SqlConnection sql = node.connect("postgres", "postgres")) {
              sql.execute("create table account (name text primary key, balance bigint)");
              sql.execute("insert into account values ('alice', 100), ('bob', 0)");
              assertEquals("100", sql.query("select sum(balance) from account").value());
            }
          });
    }
  }
}
