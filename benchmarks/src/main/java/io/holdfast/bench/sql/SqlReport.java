package io.holdfast.bench.sql;

import io.holdfast.bench.load.Window;
import io.holdfast.bench.report.CpuTable;
import io.holdfast.bench.report.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came out of a plan.
 *
 * @param targets what was measured, a line each
 * @param absent why PostgreSQL is not in it; null when it is
 */
public record SqlReport(
    SqlPlan plan, List<String> targets, @Nullable String absent, List<SqlCell> cells) {
  private static final String OURS = "holdfast";

  /** Copies the lists. */
  public SqlReport {
    targets = List.copyOf(targets);
    cells = List.copyOf(cells);
  }

  /** Operations that failed, in all cells. */
  public long failed() {
    return cells.stream().mapToLong(cell -> cell.window().count().failed()).sum();
  }

  /** For people: one table, then, where asked, where the CPU of each cell went. */
  public List<String> lines(boolean roles) {
    List<String> lines = new ArrayList<>();
    targets.forEach(target -> lines.add("server    " + target));
    if (absent != null) {
      lines.add("postgres  " + absent);
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "work      %,d rows; pgjdbc, statements prepared at their first use; %,d operations of"
                + " warm-up, then %d s a cell",
            plan.rows(),
            plan.warmUpOperations(),
            plan.measured().toSeconds()));
    lines.add(
        "durable   yes, both: a commit is answered when it is on disk (ours: on two of three)");
    lines.add("");
    lines.addAll(table());
    lines.add("(us: processor time of all servers without JIT and GC, for one operation;");
    lines.add(" ratio: ours by PostgreSQL's, which is one node without replicas)");
    if (cells.stream().anyMatch(cell -> !cell.window().warm())) {
      lines.add(
          "(cold: compilers took 2 % of the CPU or more while it was measured; not a result,"
              + " measure longer or on a quieter machine)");
    }
    if (roles) {
      for (SqlCell cell : cells) {
        lines.add("");
        lines.add(
            cell.operation().title()
                + ", "
                + cell.connections()
                + " sessions, "
                + cell.target()
                + ":");
        Window window = cell.window();
        lines.addAll(CpuTable.lines(window.servers(), List.of(), window.count().done()));
      }
    }
    return lines;
  }

  private List<String> table() {
    TextTable table =
        new TextTable(
            List.of(
                "operation",
                "sessions",
                "server",
                "per s",
                "p50 us",
                "p99 us",
                "us",
                "sql us",
                "stores us",
                "pd us",
                "B",
                "retried",
                "failed",
                "ratio",
                ""));
    for (SqlCell cell : cells) {
      Window window = cell.window();
      boolean ours = cell.target().equals(OURS);
      double ratio = ratio(cell);
      table.row(
          List.of(
              cell.operation().title(),
              Integer.toString(cell.connections()),
              cell.target(),
              String.format(Locale.ROOT, "%,.0f", window.perSecond()),
              decimal(window.percentileMicros(50)),
              decimal(window.percentileMicros(99)),
              decimal(window.serverMicros()),
              ours ? decimal(window.serverMicros("sql")) : "-",
              ours ? decimal(stores(window)) : "-",
              ours ? decimal(window.serverMicros("pd")) : "-",
              ours ? String.format(Locale.ROOT, "%,.0f", cell.allocatedPerOperation()) : "-",
              Long.toString(window.count().retries()),
              Long.toString(window.count().failed()),
              ratio == 0 ? "-" : String.format(Locale.ROOT, "%.1f", ratio),
              window.warm() ? "" : "cold"));
    }
    return table.lines();
  }

  private static double stores(Window window) {
    double sum = 0;
    for (String label : window.servers().keySet()) {
      sum += label.startsWith("store") ? window.serverMicros(label) : 0;
    }
    return sum;
  }

  /** Our cost by PostgreSQL's in the same cell; 0 when there is none. */
  private double ratio(SqlCell cell) {
    if (!cell.target().equals(OURS)) {
      return 0;
    }
    for (SqlCell other : cells) {
      if (!other.target().equals(OURS) && other.isAbout(cell)) {
        double theirs = other.window().serverMicros();
        return theirs == 0 ? 0 : cell.window().serverMicros() / theirs;
      }
    }
    return 0;
  }

  private static String decimal(double figure) {
    return String.format(Locale.ROOT, "%.1f", figure);
  }

  /** For programs: an object a cell, {@code conditions} in each. */
  public List<Map<String, Object>> objects(Map<String, Object> conditions) {
    List<Map<String, Object>> objects = new ArrayList<>();
    for (SqlCell cell : cells) {
      Window window = cell.window();
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("kind", "sql");
      object.put("operation", cell.operation().title());
      object.put("system", cell.target());
      object.put("concurrent", cell.connections());
      object.put("perSecond", window.perSecond());
      object.put("operations", window.count().done());
      object.put("failed", window.count().failed());
      object.put("retries", window.count().retries());
      object.put("p50Micros", window.percentileMicros(50));
      object.put("p99Micros", window.percentileMicros(99));
      object.put("cpuMicros", window.serverMicros());
      object.put("cpuMicrosByProcessAndRole", window.byProcessAndRole());
      object.put("allocatedBytes", cell.allocatedPerOperation());
      object.put("warm", window.warm());
      object.put("compilingShare", window.compiling());
      double ratio = ratio(cell);
      if (ratio > 0) {
        object.put("ratioToPostgres", ratio);
      }
      object.put("rows", plan.rows());
      object.put("settings", targets);
      object.put("conditions", conditions);
      objects.add(object);
    }
    return objects;
  }
}
