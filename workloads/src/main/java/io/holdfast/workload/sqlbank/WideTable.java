package io.holdfast.workload.sqlbank;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.server.SqlConnection;
import io.holdfast.sql.server.SqlResult;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts up rows of a table that gains and loses a column with a default meanwhile. A row shows at
 * least what was acknowledged, at most what was attempted, and the default in the column.
 */
final class WideTable extends Worker {
  private static final int ROWS = 12;
  private static final String TABLE = "wide";
  private static final String DEFAULT = "7";
  private static final double READS = 0.4;
  private static final double BLOCKS = 0.3;
  private static final Duration BETWEEN_MAX = Duration.ofMillis(150);

  /** What the workers on one table know together. */
  static final class Counts {
    final long[] acknowledged = new long[ROWS];
    final long[] possible = new long[ROWS];
  }

  private final Counts counts;
  private final Change column;

  WideTable(
      String name, String node, Duration thinkTime, Counts counts, Change column, Scene scene) {
    super(name, node, thinkTime, scene);
    this.counts = counts;
    this.column = column;
  }

  static void open(SqlConnection sql) {
    sql.execute("CREATE TABLE " + TABLE + " (id int PRIMARY KEY, counted bigint NOT NULL)");
    sql.execute(
        "INSERT INTO " + TABLE + " SELECT i, 0 FROM generate_series(0, " + (ROWS - 1) + ") AS i");
  }

  @Override
  void step(Context context) throws InterruptedException {
    if (context.random().nextDouble() < READS) {
      read(context);
    } else {
      count(context, context.random().nextInt(ROWS));
    }
  }

  private void count(Context context, int row) {
    counts.possible[row]++;
    try {
      SqlResult result =
          context.query("UPDATE " + TABLE + " SET counted = counted + 1 WHERE id = " + row);
      if (!result.tag().equals("UPDATE 1")) {
        figures().violation(name() + " was answered " + result.tag() + " for row " + row);
      }
      counts.acknowledged[row]++;
      figures().inserts++;
    } catch (SqlException e) {
      if (Outcome.of(e) == Outcome.NOTHING) {
        counts.possible[row]--;
      }
      throw e;
    }
  }

  private void read(Context context) throws InterruptedException {
    boolean block = context.random().nextDouble() < BLOCKS;
    if (block) { // Of READ COMMITTED: the second statement sees what came before it (SQL-15).
      context.sql().execute("BEGIN");
      context.query("SELECT count(*) FROM " + TABLE);
      context.pause(BETWEEN_MAX);
    }
    readNow(context);
    if (block) {
      context.sql().execute("COMMIT");
    }
  }

  private void readNow(Context context) {
    Boolean columnBefore = column.changed();
    long epoch = column.epoch();
    long[] acknowledged = counts.acknowledged.clone();
    SqlResult result = context.query("SELECT * FROM " + TABLE + " ORDER BY id");
    @Nullable Boolean expected = epoch == column.epoch() ? columnBefore : null;
    boolean extra = result.columns().size() == 3;
    if (expected != null && expected != extra) {
      figures().violation(name() + " saw columns " + result.columns() + ", extra is " + expected);
    }
    if (result.rows().size() != ROWS) {
      figures().violation(name() + " saw " + result.rows().size() + " rows of " + ROWS);
    }
    for (List<@Nullable String> row : result.rows()) {
      check(row, extra, acknowledged);
    }
    figures().tableReads++;
  }

  private void check(List<@Nullable String> row, boolean extra, long[] acknowledged) {
    int id = Integer.parseInt(String.valueOf(row.get(0)));
    long counted = Long.parseLong(String.valueOf(row.get(1)));
    if (counted < acknowledged[id] || counted > counts.possible[id]) {
      figures()
          .violation(
              name()
                  + " saw "
                  + row
                  + " where "
                  + acknowledged[id]
                  + " was acknowledged and "
                  + counts.possible[id]
                  + " possible");
    }
    if (extra && !DEFAULT.equals(row.get(2))) {
      figures().violation(name() + " saw " + row + ", expected the default " + DEFAULT);
    }
  }
}
