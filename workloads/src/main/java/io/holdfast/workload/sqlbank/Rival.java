package io.holdfast.workload.sqlbank;

import io.holdfast.sql.server.SqlConnection;
import java.time.Duration;
import java.util.Objects;

/**
 * Enters a room only when the other one is not in it, whose row it has then looked for in vain:
 * under SERIALIZABLE no snapshot shows both (rule S1).
 */
final class Rival extends Worker {
  private static final Duration BETWEEN_MAX = Duration.ofMillis(60);

  private final int number;

  Rival(String name, String node, int number, Duration thinkTime, Scene scene) {
    super(name, node, thinkTime, scene);
    this.number = number;
  }

  static void open(SqlConnection sql) {
    sql.execute("CREATE TABLE room (id int PRIMARY KEY)");
  }

  @Override
  void step(Context context) throws InterruptedException {
    context.sql().execute("BEGIN ISOLATION LEVEL SERIALIZABLE");
    boolean alone = count(context, " WHERE id = " + (1 - number)) == 0;
    boolean in = count(context, " WHERE id = " + number) > 0;
    context.pause(BETWEEN_MAX);
    if (in) {
      context.query("DELETE FROM room WHERE id = " + number);
    } else if (alone) {
      context.query("INSERT INTO room VALUES (" + number + ")");
    }
    context.query("COMMIT");
    if (count(context, "") > 1) {
      figures().violation(name() + " saw both rivals in one room");
    }
    figures().dutyChanges++;
  }

  private static long count(Context context, String where) {
    String text = "SELECT count(*) FROM room" + where;
    return Long.parseLong(Objects.requireNonNull(context.query(text).value()));
  }
}
