package io.holdfast.workload.sqlbank;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.time.Duration;
import java.util.Objects;

/**
 * Takes a name for a table at the very moment at which others do, on both nodes, and looks how many
 * tables have it then (rule SQL-4): by CREATE TABLE, by CREATE TABLE AS, by RENAME.
 */
final class NameTaker extends Worker {
  private static final int WAYS = 3;

  private final long roundNanos;
  private final boolean tidies;

  /** Over all lives of its node: a table may be left of a try that never ended. */
  private long tries;

  /** {@code tidies}: removes the table of the round before. */
  NameTaker(String name, String node, Duration round, boolean tidies, Scene scene) {
    super(name, node, round.dividedBy(4), scene);
    this.roundNanos = round.toNanos();
    this.tidies = tidies;
  }

  @Override
  void step(Context context) throws InterruptedException {
    long round = scene().now() / roundNanos + 1;
    String own = "own_" + name().replace('-', '_') + "_" + ++tries;
    boolean renames = round % WAYS == 2;
    if (renames) {
      // A step that broke off in the middle is taken again, in the same round perhaps.
      context.query("CREATE TABLE IF NOT EXISTS " + own + " (id int)");
    }
    long rest = round * roundNanos - scene().now();
    if (rest > 0) {
      context.runtime().sleep(Duration.ofNanos(rest));
    }
    String taken = "taken_" + round;
    take(context, renames ? "ALTER TABLE " + own + " RENAME TO " + taken : create(taken, round));
    String count = "SELECT count(*) FROM pg_class WHERE relname = '" + taken + "'";
    long tables = Long.parseLong(Objects.requireNonNull(context.query(count).value()));
    if (tables > 1) {
      figures().violation(name() + " saw " + tables + " tables called " + taken);
    }
    figures().tableReads++;
    if (renames) {
      context.query("DROP TABLE IF EXISTS " + own);
    }
    if (tidies) {
      context.query("DROP TABLE IF EXISTS taken_" + (round - 1));
    }
  }

  private static String create(String taken, long round) {
    return round % WAYS == 0
        ? "CREATE TABLE " + taken + " (id int)"
        : "CREATE TABLE " + taken + " AS SELECT 1 AS id";
  }

  private void take(Context context, String text) {
    try {
      context.query(text);
      figures().tableChanges++;
    } catch (SqlException e) {
      if (e.state() != SqlState.DUPLICATE_TABLE) {
        throw e;
      }
    }
  }
}
