package io.holdfast.workload.sqlbank;

import io.holdfast.sql.server.SqlResult;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is known of the rows of one table, each inserted once under a number of its own: which must
 * be there, which must not, which may be. Times are true times.
 */
final class RowLog {
  private static final long NEVER = Long.MAX_VALUE;

  private static final class Row {
    final long began;
    long ended = NEVER;
    boolean refused;

    Row(long began) {
      this.began = began;
    }
  }

  private final String table;
  private final Scene scene;
  private final TreeMap<Long, Row> rows = new TreeMap<>();
  private long lastId;

  /** Of the last emptying that was acknowledged. */
  private long emptyingBegan = -1;

  private long emptied = -1;

  /** An emptying since then is under way, or its outcome is unknown. */
  private boolean unsettled;

  RowLog(String table, Scene scene) {
    this.table = table;
    this.scene = scene;
  }

  String table() {
    return table;
  }

  /** The number of a row that is about to be inserted. */
  long begin() {
    long id = ++lastId;
    rows.put(id, new Row(scene.now()));
    return id;
  }

  void acknowledged(long id) {
    row(id).ended = scene.now();
    scene.figures().inserts++;
  }

  /** Nothing was committed, said the error. */
  void refused(long id) {
    row(id).refused = true;
  }

  private Row row(long id) {
    Row row = rows.get(id);
    if (row == null) {
      throw new IllegalStateException("no row " + id);
    }
    return row;
  }

  /** TRUNCATE is about to be sent. */
  void emptying() {
    unsettled = true;
  }

  /**
   * TRUNCATE was acknowledged. An earlier one of unknown outcome can have no effect any more: both
   * change the same descriptor.
   */
  void emptied(long began) {
    emptyingBegan = began;
    emptied = scene.now();
    unsettled = false;
  }

  /** TRUNCATE was refused. */
  void notEmptied(boolean unsettledBefore) {
    unsettled = unsettledBefore;
  }

  boolean unsettled() {
    return unsettled;
  }

  /** Checks the numbers that a statement begun at that time has answered. */
  void check(SqlResult answer, long began) {
    TreeSet<Long> seen = new TreeSet<>();
    for (var each : answer.rows()) {
      long id = Long.parseLong(String.valueOf(each.get(0)));
      if (!seen.add(id)) {
        wrong(id, "twice");
      }
      Row row = rows.get(id);
      if (row == null || row.refused) {
        wrong(id, row == null ? "that nobody inserted" : "whose insert was refused");
      } else if (row.ended < emptyingBegan && emptied < began) {
        wrong(id, "that was there before TRUNCATE");
      }
    }
    for (Map.Entry<Long, Row> each : rows.entrySet()) {
      Row row = each.getValue();
      boolean must = row.ended < began && row.began > emptied && !unsettled;
      if (must && !seen.contains(each.getKey())) {
        wrong(each.getKey(), "not at all");
      }
    }
    scene.figures().tableReads++;
  }

  private void wrong(long id, String how) {
    Row row = rows.get(id);
    scene
        .figures()
        .violation(
            "table "
                + table
                + " showed row "
                + id
                + " "
                + how
                + (row == null ? "" : ", inserted " + row.began + " to " + row.ended)
                + ", emptied "
                + emptyingBegan
                + " to "
                + emptied
                + ", now "
                + scene.now());
  }
}
