package io.holdfast.bench.hot;

import io.holdfast.bench.load.Window;
import io.holdfast.bench.report.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came out of a plan: each operation with uneven keys beside itself with even ones. */
public record HotReport(HotPlan plan, String cluster, List<HotCell> cells) {
  private static final int PERCENTILE = 99;

  /** Copies the list. */
  public HotReport {
    cells = List.copyOf(cells);
  }

  /** Operations that failed, in all cells. */
  public long failed() {
    return cells.stream().mapToLong(cell -> cell.window().count().failed()).sum();
  }

  /** For people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("cluster   " + cluster);
    lines.add(
        String.format(
            Locale.ROOT,
            "work      %,d keys of %d B in %d regions, a transaction each time; zipfian with theta"
                + " %.2f: the first key is asked for %.1f %% of the time",
            plan.keys(),
            plan.valueBytes(),
            plan.regions(),
            Zipfian.THETA,
            100 * new Zipfian(plan.keys(), Zipfian.THETA).shareOfFirst()));
    lines.add("");
    lines.addAll(table());
    lines.add("(us: processor time of all servers without JIT and GC; retries, locks met and");
    lines.add(" resolved, prewrites: for one operation; ratios: zipfian by uniform)");
    if (cells.stream().anyMatch(cell -> !cell.window().warm())) {
      lines.add(
          "(cold: compilers took 2 % of the CPU or more while it was measured; not a result)");
    }
    return lines;
  }

  private List<String> table() {
    TextTable table =
        new TextTable(
            List.of(
                "operation",
                "clients",
                "keys",
                "per s",
                "p50 us",
                "p99 us",
                "us",
                "retries",
                "locks met",
                "resolved",
                "prewrites",
                "failed",
                "p99 ratio",
                "us ratio",
                ""));
    for (HotCell cell : cells) {
      Window window = cell.window();
      HotCell even = even(cell);
      table.row(
          List.of(
              cell.operation().title(),
              Integer.toString(cell.clients()),
              cell.choice().title(),
              format("%,.0f", window.perSecond()),
              format("%.0f", window.percentileMicros(50)),
              format("%.0f", window.percentileMicros(PERCENTILE)),
              format("%.1f", window.serverMicros()),
              format("%.3f", cell.retries()),
              format("%.3f", cell.locksMet()),
              format("%.3f", cell.resolved()),
              format("%.3f", cell.prewrites()),
              Long.toString(window.count().failed()),
              even == null ? "-" : format("%.1f", tailRatio(cell, even)),
              even == null ? "-" : format("%.2f", costRatio(cell, even)),
              window.warm() ? "" : "cold"));
    }
    return table.lines();
  }

  private static String format(String form, double figure) {
    return String.format(Locale.ROOT, form, figure);
  }

  /** The same cell with keys chosen evenly; null for that one itself, and where it has nothing. */
  private @Nullable HotCell even(HotCell cell) {
    if (cell.choice() == KeyChoice.UNIFORM) {
      return null;
    }
    for (HotCell other : cells) {
      if (other.choice() == KeyChoice.UNIFORM
          && other.isAbout(cell)
          && other.window().count().done() > 0) {
        return other;
      }
    }
    return null;
  }

  private static double tailRatio(HotCell cell, HotCell even) {
    return ratio(
        cell.window().percentileMicros(PERCENTILE), even.window().percentileMicros(PERCENTILE));
  }

  private static double costRatio(HotCell cell, HotCell even) {
    return ratio(cell.window().serverMicros(), even.window().serverMicros());
  }

  private static double ratio(double figure, double by) {
    return by == 0 ? 0 : figure / by;
  }

  /** For programs: an object a cell, {@code conditions} in each. */
  public List<Map<String, Object>> objects(Map<String, Object> conditions) {
    List<Map<String, Object>> objects = new ArrayList<>();
    for (HotCell cell : cells) {
      Window window = cell.window();
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("kind", "hot");
      object.put("operation", cell.operation().title());
      object.put("keyChoice", cell.choice().title());
      object.put("concurrent", cell.clients());
      object.put("perSecond", window.perSecond());
      object.put("operations", window.count().done());
      object.put("failed", window.count().failed());
      object.put("p50Micros", window.percentileMicros(50));
      object.put("p99Micros", window.percentileMicros(PERCENTILE));
      object.put("cpuMicros", window.serverMicros());
      object.put("cpuMicrosByProcessAndRole", window.byProcessAndRole());
      object.put("retries", cell.retries());
      object.put("locksMet", cell.locksMet());
      object.put("locksResolved", cell.resolved());
      object.put("prewrites", cell.prewrites());
      HotCell even = even(cell);
      if (even != null) {
        object.put("p99Ratio", tailRatio(cell, even));
        object.put("cpuRatio", costRatio(cell, even));
      }
      object.put("warm", window.warm());
      object.put("compilingShare", window.compiling());
      object.put("keys", plan.keys());
      object.put("valueBytes", plan.valueBytes());
      object.put("regions", plan.regions());
      object.put("stores", plan.stores());
      object.put("conditions", conditions);
      objects.add(object);
    }
    return objects;
  }
}
