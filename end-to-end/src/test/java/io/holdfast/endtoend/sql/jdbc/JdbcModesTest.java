package io.holdfast.endtoend.sql.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cluster.LocalCluster;
import io.holdfast.cluster.LocalClusterOptions;
import io.holdfast.runtime.net.Address;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What an application behind a pool meets, in every way in which the driver can talk: statements
 * that fail, tables changed under kept statements, a schema for each tenant.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class JdbcModesTest {
  private final LocalCluster cluster =
      LocalCluster.start(LocalClusterOptions.defaults().withStores(1).withSqlPort(0));

  @AfterAll
  void close() {
    cluster.close();
  }

  private Connection connect(String mode) throws SQLException {
    Address address = cluster.sqlAddress();
    return DriverManager.getConnection(
        "jdbc:postgresql://"
            + address
            + "/postgres?user=postgres&prepareThreshold=2&preferQueryMode="
            + mode);
  }

  private static void run(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static List<String> rows(PreparedStatement statement) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (ResultSet result = statement.executeQuery()) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> fields = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          fields.add(result.getString(i));
        }
        rows.add(String.join("|", fields));
      }
    }
    return rows;
  }

  private static String state(Connection connection, String sql) {
    try {
      run(connection, sql);
      return "00000";
    } catch (SQLException e) {
      return e.getSQLState();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple", "extended", "extendedForPrepared", "extendedCacheEverything"})
  void statementsThatFailLeaveTheConnectionUsable(String mode) throws SQLException {
    try (Connection connection = connect(mode)) {
      run(connection, "drop table if exists f", "create table f (id int primary key, v text)");
      String insert = "insert into f values (?, ?)";
      try (PreparedStatement statement = connection.prepareStatement(insert)) {
        for (int i = 0; i < 8; i++) {
          statement.setInt(1, i / 2);
          statement.setString(2, "v" + i);
          String state = "00000";
          try {
            statement.executeUpdate();
          } catch (SQLException e) {
            state = e.getSQLState();
          }
          assertThat(state).as("insert %d", i).isEqualTo(i % 2 == 0 ? "00000" : "23505");
        }
        for (int i = 3; i < 6; i++) {
          statement.setInt(1, i);
          statement.setString(2, "b");
          statement.addBatch();
        }
        String state = "00000";
        try {
          statement.executeBatch();
        } catch (SQLException e) {
          state = e.getSQLState();
        }
        assertThat(state).isEqualTo("23505");
      }
      for (int i = 0; i < 4; i++) {
        assertThat(state(connection, "select * from nowhere")).isEqualTo("42P01");
        assertThat(state(connection, "selec 1")).isEqualTo("42601");
        assertThat(state(connection, "select 1 / 0")).isEqualTo("22012");
      }
      connection.setAutoCommit(false);
      run(connection, "insert into f values (10, 'kept')");
      Savepoint savepoint = connection.setSavepoint();
      assertThat(state(connection, "insert into f values (10, 'twice')")).isEqualTo("23505");
      assertThat(state(connection, "select 1")).isEqualTo("25P02");
      connection.rollback(savepoint);
      connection.commit();
      connection.setAutoCommit(true);
      try (PreparedStatement all = connection.prepareStatement("select v from f where id > ?")) {
        for (int i = 0; i < 4; i++) {
          all.setInt(1, 9);
          assertThat(rows(all)).containsExactly("kept");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple", "extended", "extendedForPrepared", "extendedCacheEverything"})
  void tablesChangeUnderKeptStatements(String mode) throws SQLException {
    try (Connection pooled = connect(mode);
        Connection admin = connect("simple")) {
      run(admin, "drop table if exists c", "create table c (id int primary key, v text)");
      run(admin, "insert into c values (1, 'a')");
      try (PreparedStatement all = pooled.prepareStatement("select * from c where id = ?")) {
        all.setInt(1, 1);
        for (int i = 0; i < 4; i++) {
          assertThat(rows(all)).containsExactly("1|a");
        }
        run(admin, "alter table c add column w int default 7");
        for (int i = 0; i < 4; i++) {
          assertThat(rows(all)).containsExactly("1|a|7");
        }
        run(admin, "alter table c drop column v");
        assertThat(rows(all)).containsExactly("1|7");
        run(admin, "drop table c", "create table c (id int primary key, v text)");
        run(admin, "insert into c values (1, 'new')");
        for (int i = 0; i < 4; i++) {
          assertThat(rows(all)).containsExactly("1|new");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple", "extended", "extendedForPrepared", "extendedCacheEverything"})
  void everyTenantSeesItsSchema(String mode) throws SQLException {
    try (Connection connection = connect(mode)) {
      for (String tenant : List.of("t1", "t2")) {
        run(connection, "drop schema if exists " + tenant + " cascade", "create schema " + tenant);
        connection.setSchema(tenant);
        run(connection, "create table o (id int primary key, v text)");
      }
      try (PreparedStatement insert = connection.prepareStatement("insert into o values (?, ?)");
          PreparedStatement all = connection.prepareStatement("select v from o order by id")) {
        for (int i = 0; i < 8; i++) {
          String tenant = i % 2 == 0 ? "t1" : "t2";
          connection.setSchema(tenant);
          insert.setInt(1, i);
          insert.setString(2, tenant);
          assertThat(insert.executeUpdate()).isEqualTo(1);
          assertThat(rows(all)).hasSize(i / 2 + 1).containsOnly(tenant);
        }
      }
    }
  }
}
