package io.holdfast.sql.catalog.system;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A row of pg_proc, from {@code procs.txt}. */
record SystemFunction(
    int oid,
    String name,
    String kind,
    int result,
    boolean set,
    String volatility,
    boolean strict,
    List<Long> arguments) {
  private static final List<SystemFunction> ALL =
      Resource.lines("procs.txt").stream().map(SystemFunction::of).toList();
  private static final Map<Integer, SystemFunction> BY_OID = new HashMap<>();

  static {
    ALL.forEach(function -> BY_OID.put(function.oid(), function));
  }

  private static SystemFunction of(String[] w) {
    List<Long> arguments = new ArrayList<>();
    if (!w[7].equals("-")) {
      for (String each : w[7].split(",", -1)) {
        arguments.add(Long.parseLong(each));
      }
    }
    return new SystemFunction(
        Integer.parseInt(w[0]),
        w[1],
        w[2],
        Integer.parseInt(w[3]),
        w[4].equals("t"),
        w[5],
        w[6].equals("t"),
        List.copyOf(arguments));
  }

  static List<SystemFunction> all() {
    return ALL;
  }

  static @Nullable SystemFunction find(long oid) {
    return BY_OID.get((int) oid);
  }

  /** The only function of a name; null when there is none or there are several. */
  static @Nullable SystemFunction named(String name) {
    SystemFunction found = null;
    for (SystemFunction each : ALL) {
      if (each.name.equals(name)) {
        if (found != null) {
          return null;
        }
        found = each;
      }
    }
    return found;
  }
}
