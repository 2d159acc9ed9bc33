package io.holdfast.workload.sqlbank;

import io.holdfast.sql.error.SqlException;
import java.time.Duration;

/** Inserts rows into a table that others change, and reads them all now and then. */
final class Inserter extends Worker {
  private static final double READS = 0.25;
  private static final double BLOCKS = 0.4;
  private static final Duration WAIT_MAX = Duration.ofMillis(900);

  private final RowLog log;

  Inserter(String name, String node, Duration thinkTimeMax, RowLog log, Scene scene) {
    super(name, node, thinkTimeMax, scene);
    this.log = log;
  }

  @Override
  void step(Context context) throws InterruptedException {
    if (context.random().nextDouble() < READS) {
      long began = scene().now();
      log.check(context.query("SELECT id FROM " + log.table()), began);
      return;
    }
    long id = log.begin();
    boolean committing = false;
    try {
      String insert =
          "INSERT INTO " + log.table() + " (id, place) VALUES (" + id + ", '" + name() + "')";
      boolean block = context.random().nextDouble() < BLOCKS;
      if (block) {
        context.sql().execute("BEGIN");
        context.query(insert);
        context.pause(WAIT_MAX);
        committing = true;
        context.query("COMMIT");
      } else {
        committing = true;
        context.query(insert);
      }
      log.acknowledged(id);
    } catch (SqlException e) {
      if (!committing || Outcome.of(e) == Outcome.NOTHING) {
        log.refused(id);
      } else {
        figures().unknown++;
      }
      throw e;
    }
  }
}
