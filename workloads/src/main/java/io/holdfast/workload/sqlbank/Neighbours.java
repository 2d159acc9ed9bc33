package io.holdfast.workload.sqlbank;

import io.holdfast.sql.server.SqlConnection;
import io.holdfast.sql.server.SqlResult;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A table that is filled and emptied, by TRUNCATE or by DROP and CREATE, in one transaction with a
 * number in its neighbour that says which: no statement of any node sees one without the other
 * (rule SQL-3).
 */
final class Neighbours {
  private static final String ROWS = "5";

  private final Scene scene;

  Neighbours(Scene scene) {
    this.scene = scene;
  }

  static void open(SqlConnection sql) {
    sql.execute("CREATE TABLE beside (id int PRIMARY KEY)");
    sql.execute("CREATE TABLE told (id int PRIMARY KEY, steps bigint NOT NULL)");
    sql.execute("INSERT INTO told VALUES (1, 0)");
  }

  private static String change(long step, boolean drops) {
    if (step % 2 == 0) {
      return "INSERT INTO beside SELECT generate_series(1, " + ROWS + ") ON CONFLICT DO NOTHING";
    }
    return drops
        ? "DROP TABLE beside; CREATE TABLE beside (id int PRIMARY KEY)"
        : "TRUNCATE beside";
  }

  /** Fills and empties. */
  final class Changer extends Worker {
    Changer(String name, String node, Duration thinkTimeMax) {
      super(name, node, thinkTimeMax, Neighbours.this.scene);
    }

    @Override
    void step(Context context) {
      context.sql().execute("BEGIN");
      SqlResult told = context.query("SELECT steps FROM told FOR UPDATE");
      long step = Long.parseLong(Objects.requireNonNull(told.value()));
      context.sql().execute(change(step, context.random().nextBoolean()));
      context.query("UPDATE told SET steps = " + (step + 1));
      context.query("COMMIT");
      figures().tableChanges++;
    }
  }

  /** Looks at both in one statement. */
  final class Watcher extends Worker {
    Watcher(String name, String node, Duration thinkTimeMax) {
      super(name, node, thinkTimeMax, Neighbours.this.scene);
    }

    @Override
    void step(Context context) {
      SqlResult seen =
          context.query("SELECT (SELECT count(*) FROM beside), (SELECT steps FROM told)");
      List<@Nullable String> row = seen.rows().get(0);
      boolean filled = Long.parseLong(Objects.requireNonNull(row.get(1))) % 2 == 1;
      if (!(filled ? ROWS : "0").equals(row.get(0))) {
        figures().violation(name() + " saw " + row.get(0) + " rows after step " + row.get(1));
      }
      figures().tableReads++;
    }
  }
}
