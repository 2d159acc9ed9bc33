package io.holdfast.bench.report;

import io.holdfast.bench.cpu.CpuTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** CPU per operation: one column per process and one for all servers, one row per role. */
public final class CpuTable {
  private static final double NANOS_PER_MICRO = 1_000;

  private CpuTable() {}

  /**
   * The table as lines.
   *
   * @param used CPU of the phase by label of the process, in the order of the columns
   * @param servers labels that make up the column "servers"
   * @param operations what to divide by
   */
  public static List<String> lines(
      Map<String, CpuTimes> used, List<String> servers, long operations) {
    CpuTimes together = CpuTimes.NONE;
    for (String server : servers) {
      together = together.plus(used.getOrDefault(server, CpuTimes.NONE));
    }
    List<String> titles = new ArrayList<>(List.of("us/op"));
    List<CpuTimes> columns = new ArrayList<>();
    used.forEach(
        (label, times) -> {
          titles.add(label);
          columns.add(times);
        });
    if (!servers.isEmpty()) {
      titles.add("servers");
      columns.add(together);
    }
    TextTable table = new TextTable(titles);
    for (String role : rolesInOrder(columns)) {
      table.row(row(role, columns, times -> times.cpuNanos(role), operations));
    }
    table.row(row("total", columns, CpuTimes::cpuNanos, operations));
    table.row(row("total without JIT and GC", columns, CpuTimes::workNanos, operations));
    table.row(row("waiting for a core", columns, CpuTimes::waitNanos, operations));
    return table.lines();
  }

  /** Own roles first, the JVM's after them, each in order of name. */
  private static List<String> rolesInOrder(List<CpuTimes> columns) {
    TreeSet<String> own = new TreeSet<>();
    TreeSet<String> internal = new TreeSet<>();
    for (CpuTimes column : columns) {
      for (String role : column.roles()) {
        if (column.cpuNanos(role) > 0) {
          (CpuTimes.internal(role) ? internal : own).add(role);
        }
      }
    }
    List<String> roles = new ArrayList<>(own);
    roles.addAll(internal);
    return roles;
  }

  @FunctionalInterface
  private interface Figure {
    long nanos(CpuTimes times);
  }

  private static List<String> row(
      String title, List<CpuTimes> columns, Figure figure, long operations) {
    List<String> cells = new ArrayList<>(List.of(title));
    for (CpuTimes column : columns) {
      cells.add(perOperation(figure.nanos(column), operations));
    }
    return cells;
  }

  private static String perOperation(long nanos, long operations) {
    if (operations == 0 || nanos == 0) {
      return "-";
    }
    return String.format(Locale.ROOT, "%.2f", nanos / NANOS_PER_MICRO / operations);
  }
}
