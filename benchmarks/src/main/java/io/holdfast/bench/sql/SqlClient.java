package io.holdfast.bench.sql;

import io.holdfast.bench.load.Client;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/** One session that does one kind of operation again and again. */
final class SqlClient implements Client {
  private static final int RETRIES_MAX = 100;
  private static final int AMOUNT_MAX = 100;
  private static final List<String> CONFLICTS = List.of("40001", "40P01");
  private static final String POINT = "SELECT balance, filler FROM bench_account WHERE id = ";
  private static final String UPDATE =
      "UPDATE bench_account SET balance = balance + ? WHERE id = ?";

  private final SqlOperation operation;
  private final Connection connection;
  private final int rows;
  private final AtomicLong nextId;
  private final List<PreparedStatement> prepared = new ArrayList<>();

  private SqlClient(SqlOperation operation, Connection connection, int rows, AtomicLong nextId) {
    this.operation = operation;
    this.connection = connection;
    this.rows = rows;
    this.nextId = nextId;
  }

  /** A session of its own; {@code nextId} numbers the rows that are inserted by all of them. */
  static SqlClient open(SqlOperation operation, SqlTarget target, int rows, AtomicLong nextId)
      throws SQLException {
    Connection connection = target.connect(operation == SqlOperation.POINT_SIMPLE);
    SqlClient client = new SqlClient(operation, connection, rows, nextId);
    try {
      client.prepare();
      return client;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private void prepare() throws SQLException {
    String text =
        switch (operation) {
          case POINT -> POINT + "?";
          case POINT_SIMPLE -> null;
          case INSERT ->
              "INSERT INTO bench_history (id, account, amount, note) VALUES (?, ?, ?, 'one entry')";
          case UPDATE, TRANSFER -> UPDATE;
          case RANGE -> "SELECT id, balance FROM bench_account WHERE id BETWEEN ? AND ?";
          case JOIN ->
              "SELECT i.id, i.name, k.name FROM bench_item i JOIN bench_kind k ON i.kind = k.id"
                  + " WHERE k.id = ?";
        };
    if (text != null) {
      prepared.add(connection.prepareStatement(text));
    }
    connection.setAutoCommit(operation != SqlOperation.TRANSFER);
  }

  @Override
  public int once(SplittableRandom random) throws SQLException {
    int first = random.nextInt(rows);
    int second = random.nextInt(rows);
    int amount = random.nextInt(AMOUNT_MAX);
    for (int retries = 0; ; retries++) {
      try {
        attempt(first, second, amount);
        return retries;
      } catch (SQLException e) {
        if (!connection.getAutoCommit()) {
          connection.rollback();
        }
        if (retries == RETRIES_MAX || !CONFLICTS.contains(e.getSQLState())) {
          throw e;
        }
      }
    }
  }

  private void attempt(int first, int second, int amount) throws SQLException {
    switch (operation) {
      case POINT -> rows(1, first);
      case POINT_SIMPLE -> {
        try (Statement statement = connection.createStatement();
            ResultSet found = statement.executeQuery(POINT + first)) {
          count(found, 1);
        }
      }
      case INSERT -> {
        PreparedStatement insert = prepared.get(0);
        insert.setLong(1, nextId.getAndIncrement());
        insert.setInt(2, first);
        insert.setInt(3, amount);
        changed(insert, 1);
      }
      case UPDATE -> add(first, amount);
      case TRANSFER -> {
        // In the order of the keys, so that two transfers wait and do not lock each other out.
        add(Math.min(first, second), -amount);
        add(Math.max(first, second), amount);
        connection.commit();
      }
      case RANGE -> {
        int from = Math.min(first, rows - SqlOperation.RANGE_ROWS);
        rows(SqlOperation.RANGE_ROWS, from, from + SqlOperation.RANGE_ROWS - 1);
      }
      case JOIN -> rows(SqlTables.ITEMS / SqlTables.KINDS, first % SqlTables.KINDS);
    }
  }

  private void add(int id, int amount) throws SQLException {
    PreparedStatement update = prepared.get(0);
    update.setInt(1, amount);
    update.setInt(2, id);
    changed(update, 1);
  }

  private void rows(int expected, int... parameters) throws SQLException {
    PreparedStatement query = prepared.get(0);
    for (int i = 0; i < parameters.length; i++) {
      query.setInt(i + 1, parameters[i]);
    }
    try (ResultSet found = query.executeQuery()) {
      count(found, expected);
    }
  }

  private static void count(ResultSet found, int expected) throws SQLException {
    int rows = 0;
    while (found.next()) {
      rows++;
    }
    check(rows, expected);
  }

  private static void changed(PreparedStatement statement, int expected) throws SQLException {
    check(statement.executeUpdate(), expected);
  }

  private static void check(int rows, int expected) {
    if (rows != expected) {
      throw new IllegalStateException(rows + " rows, not " + expected);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
