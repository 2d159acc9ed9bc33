package io.holdfast.bench.micro;

import io.holdfast.bench.cpu.CpuTimes;
import io.holdfast.bench.report.CpuTable;
import io.holdfast.bench.report.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What came out of a plan.
 *
 * @param clusters what was measured, one line each
 * @param cells in the order in which they were measured
 * @param limits the yardsticks of the same run; empty when none were wanted
 */
public record MicroReport(
    MicroPlan plan, List<String> clusters, List<Cell> cells, List<Limit> limits) {
  /** Copies the lists. */
  public MicroReport {
    clusters = List.copyOf(clusters);
    cells = List.copyOf(cells);
    limits = List.copyOf(limits);
  }

  /** Operations that failed, in all cells. */
  public long failed() {
    return cells.stream().mapToLong(Cell::failed).sum();
  }

  /** For people: one table of all cells, the limits, then where the CPU of each cell went. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    clusters.forEach(cluster -> lines.add("cluster   " + cluster));
    lines.add(
        String.format(
            Locale.ROOT,
            "work      %,d keys of %d B in %d regions; %,d operations of warm-up, then %d s a cell",
            plan.keys(),
            plan.valueBytes(),
            plan.regions(),
            plan.warmUpOperations(),
            plan.measured().toSeconds()));
    lines.add(
        plan.streams()
            ? "requests  short ones of our client travel together on a stream to each store"
            : "requests  a call each");
    lines.add("durable   yes, always: a log batch is synced before any of its entries counts");
    lines.add("");
    lines.addAll(table());
    lines.add("(us: processor time of all servers without JIT and GC, for one operation)");
    if (cells.stream().anyMatch(cell -> !cell.warm())) {
      lines.add(
          "(cold: compilers took 2 % of the CPU or more while it was measured; not a result,"
              + " measure longer or on a quieter machine)");
    }
    lines.add("");
    lines.addAll(limitTable());
    for (Cell cell : cells) {
      lines.add("");
      lines.add(title(cell) + ":");
      lines.addAll(CpuTable.lines(cell.cpu(), List.of(), cell.operations()));
      cell.counters()
          .forEach(
              (name, figure) -> lines.add(String.format(Locale.ROOT, "%s %.2f", name, figure)));
    }
    return lines;
  }

  private static String title(Cell cell) {
    return cell.operation().title() + " (" + cell.mode() + "), " + cell.shape().title();
  }

  private List<String> table() {
    TextTable table =
        new TextTable(
            List.of(
                "operation",
                "mode",
                "shape",
                "per s",
                "p50 us",
                "p99 us",
                "us",
                "PD us",
                "B",
                "failed",
                "limit us",
                "ratio",
                ""));
    for (Cell cell : cells) {
      Limit limit = Limits.of(cell, limits);
      CpuTimes driver = cell.cpu().getOrDefault("pd", CpuTimes.NONE);
      double bytes = cell.allocatedPerOperation();
      table.row(
          List.of(
              cell.operation().title(),
              cell.mode(),
              cell.shape().title(),
              String.format(Locale.ROOT, "%,.0f", cell.perSecond()),
              decimal(cell.percentileMicros(50)),
              decimal(cell.percentileMicros(99)),
              decimal(cell.serverMicros()),
              decimal(cell.micros(driver.workNanos())),
              bytes < 0 ? "-" : String.format(Locale.ROOT, "%,.0f", bytes),
              Long.toString(cell.failed()),
              limit == null ? "-" : String.format(Locale.ROOT, "%.2f", limit.cpuMicros()),
              limit == null
                  ? "-"
                  : String.format(Locale.ROOT, "%.1f", cell.serverMicros() / limit.cpuMicros()),
              cell.warm() ? "" : "cold"));
    }
    return table.lines();
  }

  private List<String> limitTable() {
    if (limits.isEmpty()) {
      return List.of("limits of the machine: not measured");
    }
    TextTable table = new TextTable(List.of("limit of the machine, same run", "shape", "us"));
    for (Limit limit : limits) {
      table.row(
          List.of(
              limit.name(), limit.shape(), String.format(Locale.ROOT, "%.2f", limit.cpuMicros())));
    }
    return table.lines();
  }

  private static String decimal(double figure) {
    return String.format(Locale.ROOT, "%.1f", figure);
  }

  /** For programs: an object a cell and a limit, {@code conditions} in each. */
  public List<Map<String, Object>> objects(Map<String, Object> conditions) {
    List<Map<String, Object>> objects = new ArrayList<>();
    for (Cell cell : cells) {
      objects.add(object(cell, conditions));
    }
    for (Limit limit : limits) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("kind", "limit");
      object.put("name", limit.name());
      object.put("shape", limit.shape());
      object.put("cpuMicros", limit.cpuMicros());
      object.put("conditions", conditions);
      objects.add(object);
    }
    return objects;
  }

  private Map<String, Object> object(Cell cell, Map<String, Object> conditions) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("kind", "micro");
    object.put("operation", cell.operation().title());
    object.put("mode", cell.mode());
    object.put("shape", cell.shape().title());
    object.put("concurrent", cell.shape().concurrent());
    object.put("perSecond", cell.perSecond());
    object.put("operations", cell.operations());
    object.put("failed", cell.failed());
    object.put("p50Micros", cell.percentileMicros(50));
    object.put("p99Micros", cell.percentileMicros(99));
    object.put("cpuMicros", cell.serverMicros());
    Map<String, Object> byProcess = new LinkedHashMap<>();
    cell.cpu().forEach((label, times) -> byProcess.put(label, byRole(cell, times)));
    object.put("cpuMicrosByProcessAndRole", byProcess);
    object.put("allocatedBytes", cell.allocatedPerOperation());
    object.put("counters", cell.counters());
    object.put("warm", cell.warm());
    object.put("compilingShare", cell.compiling());
    Limit limit = Limits.of(cell, limits);
    if (limit != null) {
      object.put("limit", limit.name());
      object.put("limitMicros", limit.cpuMicros());
      object.put("ratio", cell.serverMicros() / limit.cpuMicros());
    }
    object.put("keys", plan.keys());
    object.put("valueBytes", plan.valueBytes());
    object.put("regions", plan.regions());
    object.put("stores", plan.stores());
    object.put("streams", plan.streams());
    object.put("conditions", conditions);
    return object;
  }

  private static Map<String, Object> byRole(Cell cell, CpuTimes times) {
    Map<String, Object> byRole = new LinkedHashMap<>();
    for (String role : times.roles()) {
      byRole.put(role, cell.micros(times.cpuNanos(role)));
    }
    return byRole;
  }
}
