package io.holdfast.endtoend.sql.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.cluster.LocalCluster;
import io.holdfast.cluster.LocalClusterOptions;
import java.io.StringReader;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/** pgjdbc as it comes, in all its query modes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class JdbcTest {
  private static final String[] MODES = {
    "", "?preferQueryMode=simple", "?prepareThreshold=1", "?prepareThreshold=-1"
  };

  private final LocalCluster cluster =
      LocalCluster.start(LocalClusterOptions.defaults().withSqlPort(0));

  @AfterAll
  void stop() {
    cluster.close();
  }

  private Connection connect(String options) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://" + cluster.sqlAddress() + "/postgres" + options, "postgres", "");
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> column(Connection connection, String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }

  @Test
  void everyModeStoresAndReadsEveryType() throws Exception {
    for (int i = 0; i < MODES.length; i++) {
      try (Connection connection = connect(MODES[i])) {
        String table = "types" + i;
        run(
            connection,
            "create table "
                + table
                + " (id int primary key, s smallint, l bigint, n numeric(12,3),"
                + " d double precision, b boolean, t text, v varchar(10), c char(4), y bytea, dt"
                + " date, ts timestamp, tz timestamptz)");
        try (PreparedStatement insert =
            connection.prepareStatement(
                "insert into " + table + " values (?,?,?,?,?,?,?,?,?,?,?,?,?)")) {
          for (int id = 1; id <= 7; id++) {
            insert.setInt(1, id);
            insert.setShort(2, (short) -id);
            insert.setLong(3, 10_000_000_000L * id);
            insert.setBigDecimal(4, new BigDecimal("12.345"));
            insert.setDouble(5, id / 4.0);
            insert.setBoolean(6, id % 2 == 0);
            insert.setString(7, "täxt " + id);
            insert.setString(8, null);
            insert.setString(9, "ab");
            insert.setBytes(10, new byte[] {0, (byte) 0xff, (byte) id});
            insert.setObject(11, LocalDate.of(2024, 2, 29));
            insert.setObject(12, LocalDateTime.of(2024, 2, 29, 12, 34, 56, 789_000_000));
            insert.setTimestamp(13, new Timestamp(1_700_000_000_123L));
            assertThat(insert.executeUpdate()).isEqualTo(1);
          }
        }
        try (PreparedStatement select =
            connection.prepareStatement("select * from " + table + " where id = ?")) {
          for (int id = 1; id <= 7; id++) {
            select.setInt(1, id);
            try (ResultSet row = select.executeQuery()) {
              assertThat(row.next()).isTrue();
              assertThat(row.getShort(2)).isEqualTo((short) -id);
              assertThat(row.getLong(3)).isEqualTo(10_000_000_000L * id);
              assertThat(row.getBigDecimal(4)).isEqualTo(new BigDecimal("12.345"));
              assertThat(row.getDouble(5)).isEqualTo(id / 4.0);
              assertThat(row.getBoolean(6)).isEqualTo(id % 2 == 0);
              assertThat(row.getString(7)).isEqualTo("täxt " + id);
              assertThat(row.getString(8)).isNull();
              assertThat(row.getString(9)).isEqualTo("ab  ");
              assertThat(row.getBytes(10)).containsExactly(0, 0xff, id);
              assertThat(row.getDate(11)).isEqualTo(Date.valueOf("2024-02-29"));
              assertThat(row.getObject(12, LocalDateTime.class))
                  .isEqualTo(LocalDateTime.of(2024, 2, 29, 12, 34, 56, 789_000_000));
              assertThat(row.getTimestamp(13)).isEqualTo(new Timestamp(1_700_000_000_123L));
              assertThat(row.next()).isFalse();
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?prepareThreshold=1"})
  void batchesAndBlocksAreAllOrNothing(String mode) throws Exception {
    try (Connection connection = connect(mode)) {
      String table = mode.isEmpty() ? "batch_a" : "batch_b";
      run(connection, "create table " + table + " (id int primary key, v int not null)");
      connection.setAutoCommit(false);
      try (PreparedStatement insert =
          connection.prepareStatement("insert into " + table + " values (?, ?)")) {
        for (int i = 0; i < 300; i++) {
          insert.setInt(1, i);
          insert.setInt(2, i * i);
          insert.addBatch();
        }
        assertThat(insert.executeBatch()).hasSize(300).containsOnly(1);
      }
      connection.commit();
      run(connection, "update " + table + " set v = 0");
      connection.rollback();
      assertThat(column(connection, "select sum(v) from " + table)).containsExactly("8955050");
      connection.commit();
    }
  }

  @Test
  void aCursorFetchesInPieces() throws Exception {
    try (Connection connection = connect("")) {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.setFetchSize(7);
        try (ResultSet rows = statement.executeQuery("select * from generate_series(1, 100)")) {
          int next = 1;
          while (rows.next()) {
            assertThat(rows.getInt(1)).isEqualTo(next++);
          }
          assertThat(next).isEqualTo(101);
        }
      }
      connection.commit();
    }
  }

  @Test
  void metadataTellsOfTablesColumnsAndKeys() throws Exception {
    try (Connection connection = connect("")) {
      run(
          connection,
          "create table meta (k1 int, k2 text, v numeric(8,2) not null default 1.5,"
              + " primary key (k1, k2))");
      DatabaseMetaData metadata = connection.getMetaData();
      assertThat(metadata.getDatabaseProductName()).isEqualTo("PostgreSQL");
      assertThat(metadata.getDatabaseMajorVersion()).isEqualTo(15);
      List<String> columns = new ArrayList<>();
      try (ResultSet rows = metadata.getColumns(null, "public", "meta", "%")) {
        while (rows.next()) {
          columns.add(
              rows.getString("COLUMN_NAME")
                  + " "
                  + rows.getString("TYPE_NAME")
                  + " "
                  + rows.getInt("COLUMN_SIZE")
                  + " "
                  + rows.getString("IS_NULLABLE"));
        }
      }
      assertThat(columns)
          .containsExactly("k1 int4 10 NO", "k2 text 2147483647 NO", "v numeric 8 NO");
      List<String> keys = new ArrayList<>();
      try (ResultSet rows = metadata.getPrimaryKeys(null, "public", "meta")) {
        while (rows.next()) {
          keys.add(rows.getString("COLUMN_NAME") + " " + rows.getString("PK_NAME"));
        }
      }
      assertThat(keys).containsExactly("k1 meta_pkey", "k2 meta_pkey");
      try (ResultSet rows = metadata.getTables(null, "public", "meta", new String[] {"TABLE"})) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString("TABLE_NAME")).isEqualTo("meta");
        assertThat(rows.next()).isFalse();
      }
    }
  }

  @Test
  void conflictsOfSnapshotsAreSerializationFailures() throws Exception {
    try (Connection a = connect("");
        Connection b = connect("")) {
      run(a, "create table conflict (id int primary key, v int)");
      run(a, "insert into conflict values (1, 0)");
      for (Connection each : List.of(a, b)) {
        each.setAutoCommit(false);
        each.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        assertThat(column(each, "select v from conflict")).containsExactly("0");
      }
      run(a, "update conflict set v = 1");
      a.commit();
      SQLException refused =
          catchThrowableOfType(
              SQLException.class,
              () -> {
                run(b, "update conflict set v = 2");
                b.commit();
              });
      assertThat(refused.getSQLState()).isEqualTo("40001");
      b.rollback();
      assertThat(column(b, "select v from conflict")).containsExactly("1");
    }
  }

  @Test
  void aDeadlockHasOneVictim() throws Exception {
    try (Connection a = connect("");
        Connection b = connect("")) {
      run(a, "create table dead (id int primary key, v int)");
      run(a, "insert into dead values (1, 0), (2, 0)");
      a.setAutoCommit(false);
      b.setAutoCommit(false);
      run(a, "update dead set v = 1 where id = 1");
      run(b, "update dead set v = 1 where id = 2");
      List<String> states = new ArrayList<>();
      Thread other =
          new Thread(
              () -> {
                try {
                  run(b, "update dead set v = 2 where id = 1");
                  b.commit();
                } catch (SQLException e) {
                  synchronized (states) {
                    states.add(e.getSQLState());
                  }
                }
              });
      other.start();
      try {
        run(a, "update dead set v = 2 where id = 2");
        a.commit();
      } catch (SQLException e) {
        synchronized (states) {
          states.add(e.getSQLState());
        }
        a.rollback();
      }
      other.join();
      assertThat(states).containsExactly("40P01");
    }
  }

  @Test
  void copyAndLargeResults() throws Exception {
    try (Connection connection = connect("")) {
      run(connection, "create table copied (id int primary key, t text)");
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < 20_000; i++) {
        lines.append(i).append("\tvalue ").append(i).append('\n');
      }
      long rows =
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn("copy copied from stdin", new StringReader(lines.toString()));
      assertThat(rows).isEqualTo(20_000);
      List<String> read = column(connection, "select t from copied order by id");
      assertThat(read).hasSize(20_000).endsWith("value 19999");
    }
  }

  @Test
  void aSlowStatementIsCancelled() throws Exception {
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(1);
      assertThatThrownBy(() -> statement.execute("select pg_sleep(30)"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
      assertThat(column(connection, "select 1")).containsExactly("1");
    }
  }

  @Test
  void duplicatesAndNullsNameWhatTheyBreak() throws Exception {
    try (Connection connection = connect("")) {
      run(connection, "create table strict (id int primary key, v text not null)");
      run(connection, "insert into strict values (1, 'a')");
      SQLException duplicate =
          catchThrowableOfType(
              SQLException.class, () -> run(connection, "insert into strict values (1, 'b')"));
      assertThat(duplicate.getSQLState()).isEqualTo("23505");
      assertThat(duplicate.getMessage()).contains("strict_pkey", "(id)=(1)");
      SQLException missing =
          catchThrowableOfType(
              SQLException.class, () -> run(connection, "insert into strict values (2, null)"));
      assertThat(missing.getSQLState()).isEqualTo("23502");
    }
  }
}
