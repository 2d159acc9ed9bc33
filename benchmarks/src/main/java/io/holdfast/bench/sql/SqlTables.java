package io.holdfast.bench.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Consumer;

/** The tables of the benchmark, and what is in them at the beginning. */
final class SqlTables {
  /** Rows of the smaller table of the join. */
  static final int KINDS = 10;

  /** Rows of the larger one. */
  static final int ITEMS = 200;

  private static final int ROWS_AT_ONCE = 100;
  private static final int PROGRESS_ROWS = 10_000;
  private static final String FILLER = "x".repeat(84);

  private SqlTables() {}

  /** Makes and fills them; {@code rows} accounts from 0 on. */
  static void create(Connection connection, int rows, Consumer<String> progress)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE bench_account (id int PRIMARY KEY, balance int NOT NULL, filler text)");
      statement.execute(
          "CREATE TABLE bench_history"
              + " (id bigint PRIMARY KEY, account int NOT NULL, amount int, note text)");
      statement.execute("CREATE TABLE bench_kind (id int PRIMARY KEY, name text)");
      statement.execute(
          "CREATE TABLE bench_item (id int PRIMARY KEY, kind int NOT NULL, name text)");
      StringBuilder kinds = new StringBuilder();
      for (int i = 0; i < KINDS; i++) {
        kinds.append(i == 0 ? "" : ", ").append("(" + i + ", 'kind " + i + "')");
      }
      statement.execute("INSERT INTO bench_kind VALUES " + kinds);
      StringBuilder items = new StringBuilder();
      for (int i = 0; i < ITEMS; i++) {
        items.append(i == 0 ? "" : ", ").append("(" + i + ", " + i % KINDS + ", 'item " + i + "')");
      }
      statement.execute("INSERT INTO bench_item VALUES " + items);
      for (int from = 0; from < rows; from += ROWS_AT_ONCE) {
        StringBuilder accounts = new StringBuilder();
        for (int i = from; i < Math.min(rows, from + ROWS_AT_ONCE); i++) {
          accounts.append(i == from ? "" : ", ").append("(" + i + ", 0, '" + FILLER + "')");
        }
        statement.execute("INSERT INTO bench_account VALUES " + accounts);
        if (from > 0 && from % PROGRESS_ROWS == 0) {
          progress.accept(from + " of " + rows + " rows");
        }
      }
    }
  }

  /** As an administrator would after loading; a server that has no statistics ignores it. */
  static void analyze(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("VACUUM ANALYZE");
    }
  }
}
