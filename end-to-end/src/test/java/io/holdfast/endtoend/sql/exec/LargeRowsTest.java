package io.holdfast.endtoend.sql.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.client.Database;
import io.holdfast.client.ReadOptions;
import io.holdfast.client.error.ValueTooLargeException;
import io.holdfast.client.raw.RawClient;
import io.holdfast.client.txn.KeyValue;
import io.holdfast.client.txn.Snapshot;
import io.holdfast.cluster.LocalCluster;
import io.holdfast.cluster.LocalClusterOptions;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Values up to the limit, and far more of them than one message holds, through every door: what can
 * be written can be read (rule R2).
 */
class LargeRowsTest {
  private static final int LARGE = 5_000_000;
  private static final int ROWS = 6; // 30 MB in one page of any number of rows.

  private static Bytes key(int i) {
    return Bytes.utf8(String.format("large/%04d", i));
  }

  private static Bytes value(int i) {
    byte[] value = new byte[LARGE];
    value[0] = (byte) i;
    value[LARGE - 1] = (byte) (i + 1);
    return Bytes.wrap(value);
  }

  private static List<Bytes> keys() {
    List<Bytes> keys = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      keys.add(key(i));
    }
    return keys;
  }

  private static final KeyRange ALL = new KeyRange(Bytes.utf8("large/"), Bytes.utf8("large0"));

  private static void assertAll(List<KeyValue> found) {
    assertThat(found).hasSize(ROWS);
    for (int i = 0; i < ROWS; i++) {
      assertThat(found.get(i).key()).isEqualTo(key(i));
      assertThat(found.get(i).value()).isEqualTo(value(i));
    }
  }

  @Test
  void transactionsScanAndCollectThem() {
    try (LocalCluster cluster = LocalCluster.start(LocalClusterOptions.defaults().withStores(1))) {
      Database db = cluster.database();
      for (int i = 0; i < ROWS; i++) {
        int at = i;
        db.run(tx -> tx.put(key(at), value(at)));
      }
      Snapshot snapshot = db.snapshot(ReadOptions.latest());
      assertAll(snapshot.scan(ALL).toList());
      assertThat(snapshot.scan(ALL).reverse().toList()).hasSize(ROWS);
      assertThat(snapshot.batchGet(keys()).keySet()).containsExactlyElementsOf(keys());
      db.run(tx -> assertThat(tx.batchGet(keys())).hasSize(ROWS));
    }
  }

  @Test
  void rawKeysAreScannedAndCollectedTheSame() {
    LocalClusterOptions options =
        LocalClusterOptions.defaults().withStores(1).withKeyMode(KeyMode.V1_RAW);
    try (LocalCluster cluster = LocalCluster.start(options)) {
      RawClient raw = cluster.database().raw();
      List<KeyValue> entries = new ArrayList<>();
      for (int i = 0; i < ROWS; i++) {
        entries.add(new KeyValue(key(i), value(i)));
      }
      raw.batchPut(entries);
      assertAll(raw.scan(ALL).toList());
      assertThat(raw.scan(ALL).reverse().toList()).hasSize(ROWS);
      assertThat(raw.batchGet(keys()).keySet()).containsExactlyElementsOf(keys());
      Bytes beyond = Bytes.wrap(new byte[20 << 20]);
      assertThatThrownBy(() -> raw.put(key(0), beyond)).isInstanceOf(ValueTooLargeException.class);
    }
  }

  @Test
  void statementsReadChangeAndDumpThem() throws SQLException {
    LocalClusterOptions options = LocalClusterOptions.defaults().withStores(1).withSqlPort(0);
    try (LocalCluster cluster = LocalCluster.start(options);
        Connection sql =
            DriverManager.getConnection(
                "jdbc:postgresql://" + cluster.sqlAddress() + "/postgres", "postgres", "")) {
      try (Statement statement = sql.createStatement()) {
        statement.execute("CREATE TABLE large (id INT PRIMARY KEY, kind TEXT, body TEXT)");
      }
      try (PreparedStatement insert =
          sql.prepareStatement("INSERT INTO large VALUES (?, 'x', ?)")) {
        for (int i = 0; i < ROWS; i++) {
          insert.setInt(1, i);
          insert.setString(2, Character.toString((char) ('a' + i)).repeat(LARGE));
          assertThat(insert.executeUpdate()).isEqualTo(1);
        }
      }
      assertThat(lengths(sql, "SELECT id, body FROM large ORDER BY id")).isEqualTo(ROWS);
      assertThat(lengths(sql, "SELECT id, body FROM large WHERE kind = 'x'")).isEqualTo(ROWS);
      try (Statement statement = sql.createStatement()) {
        assertThat(statement.executeUpdate("UPDATE large SET kind = 'y' WHERE kind = 'x'"))
            .isEqualTo(ROWS);
        assertThat(statement.executeUpdate("DELETE FROM large WHERE kind = 'y'")).isEqualTo(ROWS);
      }
    }
  }

  private static int lengths(Connection sql, String query) throws SQLException {
    int rows = 0;
    try (Statement statement = sql.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      while (result.next()) {
        assertThat(result.getString(2)).hasSize(LARGE);
        rows++;
      }
    }
    return rows;
  }
}
