package io.holdfast.workload.sqlbank;

import io.holdfast.sql.server.SqlConnection;
import java.time.Duration;
import java.util.ArrayDeque;

/**
 * Locks a row with FOR UPDATE and keeps it for a while, mostly without changing it. Two that were
 * in it at once, through whichever nodes, are not both told that they have committed (rule SQL-9).
 */
final class Holder extends Worker {
  private static final int ROWS = 2;
  private static final int KEPT = 64;
  private static final double WRITES = 0.3;

  /** Longer than a commit's start reaches back. */
  private static final Duration HOLD_MAX = Duration.ofMillis(1_600);

  /** One stay, in true time. */
  private record Stay(int row, String who, long entered, long left) {
    boolean overlaps(Stay other) {
      return row == other.row && entered < other.left && other.entered < left;
    }
  }

  /** The last stays of all that ended well. */
  static final class Stays {
    private final ArrayDeque<Stay> acknowledged = new ArrayDeque<>();
  }

  private final Stays stays;

  Holder(String name, String node, Duration thinkTimeMax, Stays stays, Scene scene) {
    super(name, node, thinkTimeMax, scene);
    this.stays = stays;
  }

  static void open(SqlConnection sql) {
    sql.execute("CREATE TABLE held (id int PRIMARY KEY, place text)");
    sql.execute("INSERT INTO held SELECT generate_series(0, " + (ROWS - 1) + "), 'same'");
  }

  @Override
  void step(Context context) throws InterruptedException {
    int row = context.random().nextInt(ROWS);
    context.sql().execute("BEGIN");
    context.query("SELECT * FROM held WHERE id = " + row + " FOR UPDATE");
    long entered = scene().now();
    context.pause(HOLD_MAX);
    if (context.random().nextDouble() < WRITES) {
      context.query("UPDATE held SET place = 'same' WHERE id = " + row);
    }
    Stay stay = new Stay(row, name(), entered, scene().now());
    context.query("COMMIT");
    for (Stay other : stays.acknowledged) {
      if (stay.overlaps(other)) {
        figures().violation("both " + stay + " and " + other + " have committed");
      }
    }
    stays.acknowledged.addLast(stay);
    if (stays.acknowledged.size() > KEPT) {
      stays.acknowledged.removeFirst();
    }
    figures().audits++;
  }
}
