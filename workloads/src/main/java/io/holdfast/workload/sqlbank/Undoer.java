package io.holdfast.workload.sqlbank;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.server.SqlConnection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Changes rows that are its own, sets savepoints, returns to them, releases them, and looks at what
 * it sees after each of that: its own changes, less those that were undone (rule SQL-14).
 */
final class Undoer extends Worker {
  private static final String TABLE = "undone";
  private static final int ROWS = 6;
  private static final int STATEMENTS_MAX = 10;

  /** Of outcomes that are not known; then it only looks, until it commits once. */
  private static final int POSSIBLE_MAX = 8;

  private final int number;

  /** One of these is what is there. */
  private List<Map<Integer, Long>> possible = List.of(Map.of());

  private long commits;

  /** A savepoint, and the rows at it. */
  private record Place(String name, Map<Integer, Long> rows) {}

  Undoer(String name, String node, int number, Duration thinkTime, Scene scene) {
    super(name, node, thinkTime, scene);
    this.number = number;
  }

  static void open(SqlConnection sql) {
    sql.execute(
        "CREATE TABLE " + TABLE + " (owner int, id int, n bigint, PRIMARY KEY (owner, id))");
  }

  @Override
  void step(Context context) {
    List<Map<Integer, Long>> before = possible;
    boolean serializable = context.random().nextInt(4) == 0;
    context.sql().execute("BEGIN" + (serializable ? " ISOLATION LEVEL SERIALIZABLE" : ""));
    Map<Integer, Long> rows = look(context);
    if (!before.contains(rows)) {
      figures().violation(name() + " found " + rows + ", expected " + before);
    }
    rows = change(context, rows);
    // Every commit writes this row, so that one of unknown outcome cannot come after the next.
    rows.put(0, ++commits);
    context.query(
        "INSERT INTO "
            + TABLE
            + " VALUES ("
            + number
            + ", 0, "
            + commits
            + ") ON CONFLICT (owner, id) DO UPDATE SET n = excluded.n");
    expect(context, rows);
    if (before.size() > POSSIBLE_MAX) {
      context.sql().execute("ROLLBACK");
      return;
    }
    List<Map<Integer, Long>> open = new ArrayList<>(before);
    open.add(rows);
    possible = List.copyOf(open);
    try {
      context.query("COMMIT");
      possible = List.of(rows);
    } catch (SqlException e) {
      if (Outcome.of(e) == Outcome.NOTHING) {
        possible = before;
      }
      throw e;
    }
  }

  private Map<Integer, Long> change(Context context, Map<Integer, Long> found) {
    RandomGenerator random = context.random();
    Map<Integer, Long> rows = new TreeMap<>(found);
    Deque<Place> places = new ArrayDeque<>();
    for (int i = 1 + random.nextInt(STATEMENTS_MAX); i > 0; i--) {
      int id = 1 + random.nextInt(ROWS);
      String where = " WHERE owner = " + number + " AND id = " + id;
      switch (random.nextInt(8)) {
        case 0, 1 -> {
          context.query("UPDATE " + TABLE + " SET n = n + 1" + where);
          rows.computeIfPresent(id, (same, n) -> n + 1);
        }
        case 2 -> {
          context.query("DELETE FROM " + TABLE + where);
          rows.remove(id);
        }
        case 3 -> {
          context.query(
              "INSERT INTO "
                  + TABLE
                  + " VALUES ("
                  + number
                  + ", "
                  + id
                  + ", 1)"
                  + " ON CONFLICT DO NOTHING");
          rows.putIfAbsent(id, 1L);
        }
        case 4 -> {
          String name = "s" + i;
          context.sql().execute("SAVEPOINT " + name);
          places.push(new Place(name, new TreeMap<>(rows)));
        }
        case 5 -> rows = back(context, places, rows);
        case 6 -> copy(context, rows);
        default -> release(context, places);
      }
      expect(context, rows);
    }
    return rows;
  }

  /** Copies rows within their table, once, or removes the copies. */
  private void copy(Context context, Map<Integer, Long> rows) {
    if (rows.keySet().stream().anyMatch(id -> id > ROWS)) {
      context.query("DELETE FROM " + TABLE + " WHERE owner = " + number + " AND id > " + ROWS);
      rows.keySet().removeIf(id -> id > ROWS);
      return;
    }
    context.query(
        "INSERT INTO "
            + TABLE
            + " SELECT owner, id + 10, n FROM "
            + TABLE
            + " WHERE owner = "
            + number
            + " AND id BETWEEN 1 AND 25 ON CONFLICT DO NOTHING");
    new TreeMap<>(rows)
        .forEach(
            (id, n) -> {
              if (id >= 1) {
                rows.put(id + 10, n);
              }
            });
  }

  /** To one of the places; those behind it are gone. */
  private static Map<Integer, Long> back(
      Context context, Deque<Place> places, Map<Integer, Long> rows) {
    for (int beyond = places.isEmpty() ? 0 : context.random().nextInt(places.size());
        beyond > 0;
        beyond--) {
      places.pop();
    }
    Place place = places.peek();
    if (place == null) {
      return rows;
    }
    context.sql().execute("ROLLBACK TO SAVEPOINT " + place.name());
    return new TreeMap<>(place.rows());
  }

  private static void release(Context context, Deque<Place> places) {
    Place place = places.poll();
    if (place != null) {
      context.sql().execute("RELEASE SAVEPOINT " + place.name());
    }
  }

  private void expect(Context context, Map<Integer, Long> rows) {
    Map<Integer, Long> seen = look(context);
    if (!seen.equals(rows)) {
      figures().violation(name() + " saw " + seen + " of its own, expected " + rows);
    }
    figures().tableReads++;
  }

  private Map<Integer, Long> look(Context context) {
    TreeMap<Integer, Long> seen = new TreeMap<>();
    String order = context.random().nextBoolean() ? "" : " ORDER BY id DESC";
    for (var row :
        context.query("SELECT id, n FROM " + TABLE + " WHERE owner = " + number + order).rows()) {
      seen.put(
          Integer.parseInt(String.valueOf(row.get(0))), Long.parseLong(String.valueOf(row.get(1))));
    }
    return seen;
  }
}
