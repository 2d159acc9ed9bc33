package io.holdfast.workload.sqlbank;

import io.holdfast.sql.error.SqlException;
import java.time.Duration;

/** Empties a table with TRUNCATE while others insert into it. */
final class Emptier extends Worker {
  private final RowLog log;

  Emptier(String name, String node, Duration thinkTimeMax, RowLog log, Scene scene) {
    super(name, node, thinkTimeMax, scene);
    this.log = log;
  }

  @Override
  void step(Context context) {
    boolean unsettledBefore = log.unsettled();
    long began = scene().now();
    log.emptying();
    try {
      context.query("TRUNCATE " + log.table());
    } catch (SqlException e) {
      if (Outcome.ofChange(e) == Outcome.NOTHING) {
        log.notEmptied(unsettledBefore);
      } else {
        figures().unknown++;
      }
      throw e;
    }
    log.emptied(began);
    figures().tableChanges++;
  }
}
