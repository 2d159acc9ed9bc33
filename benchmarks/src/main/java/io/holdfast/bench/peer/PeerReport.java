package io.holdfast.bench.peer;

import io.holdfast.bench.load.Window;
import io.holdfast.bench.report.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What came out of a plan.
 *
 * @param settings of each system that was measured, by name
 * @param absent why the others were not, by name
 */
public record PeerReport(
    PeerPlan plan, Map<String, String> settings, Map<String, String> absent, List<PeerCell> cells) {
  private static final String OURS = "holdfast";

  /** Copies. */
  public PeerReport {
    settings = new LinkedHashMap<>(settings);
    absent = new LinkedHashMap<>(absent);
    cells = List.copyOf(cells);
  }

  /** Operations of ours that failed. */
  public long failed() {
    return cells.stream()
        .filter(cell -> cell.system().equals(OURS))
        .mapToLong(PeerCell::failed)
        .sum();
  }

  /** For people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    settings.forEach((name, text) -> lines.add(name + ": " + text));
    absent.forEach((name, why) -> lines.add(name + " is not measured: " + why));
    lines.add(
        String.format(
            Locale.ROOT,
            "work: %,d keys of %d B; %d rounds of %d s each, all systems in turn; the middle"
                + " counts",
            plan.keys(),
            plan.valueBytes(),
            plan.rounds(),
            plan.measured().toSeconds()));
    lines.add("");
    TextTable table =
        new TextTable(
            List.of(
                "operation",
                "clients",
                "system",
                "per s",
                "p50 us",
                "p99 us",
                "us",
                "failed",
                "by ours",
                ""));
    for (PeerCell cell : cells) {
      double ratio = ratio(cell);
      table.row(
          List.of(
              cell.operation().title(),
              Integer.toString(cell.clients()),
              cell.system(),
              String.format(Locale.ROOT, "%,.0f", cell.perSecond()),
              String.format(Locale.ROOT, "%.0f", cell.percentileMicros(50)),
              String.format(Locale.ROOT, "%.0f", cell.percentileMicros(99)),
              String.format(Locale.ROOT, "%.1f", cell.cpuMicros()),
              Long.toString(cell.failed()),
              ratio == 0 ? "-" : String.format(Locale.ROOT, "%.1f", ratio),
              cell.warm() ? "" : "cold"));
    }
    lines.addAll(table.lines());
    lines.add("(us: processor time of all server processes without JIT and GC, for one operation;");
    lines.add(" by ours: how many times as much as ours; clients are not counted)");
    if (cells.stream().anyMatch(cell -> !cell.warm())) {
      lines.add(
          "(cold: compilers took 2 % of the CPU or more while it was measured; not a result)");
    }
    return lines;
  }

  /** Its cost by ours in the same cell; 0 for ours itself, and where ours has none. */
  private double ratio(PeerCell cell) {
    for (PeerCell other : cells) {
      if (!cell.system().equals(OURS)
          && other.system().equals(OURS)
          && other.isAbout(cell)
          && other.cpuMicros() > 0) {
        return cell.cpuMicros() / other.cpuMicros();
      }
    }
    return 0;
  }

  /** For programs: an object a cell, {@code conditions} in each. */
  public List<Map<String, Object>> objects(Map<String, Object> conditions) {
    List<Map<String, Object>> objects = new ArrayList<>();
    for (PeerCell cell : cells) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("kind", "peer");
      object.put("operation", cell.operation().title());
      object.put("system", cell.system());
      object.put("concurrent", cell.clients());
      object.put("perSecond", cell.perSecond());
      object.put("operations", cell.done());
      object.put("failed", cell.failed());
      object.put("p50Micros", cell.percentileMicros(50));
      object.put("p99Micros", cell.percentileMicros(99));
      object.put("cpuMicros", cell.cpuMicros());
      object.put("cpuMicrosByRound", cell.windows().stream().map(Window::serverMicros).toList());
      object.put(
          "cpuMicrosByProcessAndRole",
          cell.windows().isEmpty()
              ? Map.of()
              : cell.windows().get(cell.windows().size() - 1).byProcessAndRole());
      if (ratio(cell) > 0) {
        object.put("ratioToOurs", ratio(cell));
      }
      object.put("warm", cell.warm());
      object.put("keys", plan.keys());
      object.put("valueBytes", plan.valueBytes());
      object.put("settings", settings.getOrDefault(cell.system(), ""));
      object.put("conditions", conditions);
      objects.add(object);
    }
    return objects;
  }
}
