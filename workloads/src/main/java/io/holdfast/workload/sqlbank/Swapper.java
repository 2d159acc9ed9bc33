package io.holdfast.workload.sqlbank;

import java.time.Duration;

/**
 * Puts a copy in the place of a table that others insert into: no row that they were told of is
 * lost (rule SQL-2). Renames first, and copies what nobody can write to any more; or copies first
 * under SERIALIZABLE, whose check must find every row that came meanwhile.
 */
final class Swapper extends Worker {
  private final String table;

  Swapper(String name, String node, Duration thinkTimeMax, String table, Scene scene) {
    super(name, node, thinkTimeMax, scene);
    this.table = table;
  }

  @Override
  void step(Context context) {
    boolean renamesFirst = context.random().nextBoolean();
    String other = table + "_other";
    context
        .sql()
        .execute(
            renamesFirst
                ? "BEGIN; ALTER TABLE "
                    + table
                    + " RENAME TO "
                    + other
                    + "; CREATE TABLE "
                    + table
                    + " AS SELECT * FROM "
                    + other
                    + "; DROP TABLE "
                    + other
                    + "; COMMIT"
                : "BEGIN ISOLATION LEVEL SERIALIZABLE; CREATE TABLE "
                    + other
                    + " AS SELECT * FROM "
                    + table
                    + "; DROP TABLE "
                    + table
                    + "; ALTER TABLE "
                    + other
                    + " RENAME TO "
                    + table
                    + "; COMMIT");
    figures().tableChanges++;
  }
}
