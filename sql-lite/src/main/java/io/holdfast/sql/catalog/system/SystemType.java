package io.holdfast.sql.catalog.system;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A row of pg_type, from {@code types.txt}, and the operator class that indexes of it have. */
record SystemType(
    int oid,
    String name,
    int length,
    boolean byValue,
    String kind,
    String category,
    boolean preferred,
    String delimiter,
    List<Integer> functions,
    int element,
    int array,
    String align,
    String storage,
    int collation) {
  /** Places in {@link #functions}. */
  static final List<String> FUNCTION_COLUMNS =
      List.of(
          "typsubscript",
          "typinput",
          "typoutput",
          "typreceive",
          "typsend",
          "typmodin",
          "typmodout",
          "typanalyze");

  private static final List<SystemType> ALL =
      Resource.lines("types.txt").stream().map(SystemType::of).toList();
  private static final Map<Integer, SystemType> BY_OID = new HashMap<>();

  static {
    ALL.forEach(type -> BY_OID.put(type.oid(), type));
  }

  private static SystemType of(String[] w) {
    return new SystemType(
        number(w[0]),
        w[1],
        number(w[2]),
        w[3].equals("t"),
        w[4],
        w[5],
        w[6].equals("t"),
        w[7],
        List.of(
            number(w[8]),
            number(w[11]),
            number(w[12]),
            number(w[13]),
            number(w[14]),
            number(w[15]),
            number(w[16]),
            number(w[17])),
        number(w[9]),
        number(w[10]),
        w[18],
        w[19],
        number(w[20]));
  }

  private static int number(String word) {
    return Integer.parseInt(word);
  }

  static List<SystemType> all() {
    return ALL;
  }

  static SystemType of(int oid) {
    SystemType type = BY_OID.get(oid);
    if (type == null) {
      throw new IllegalStateException("no facts about type " + oid);
    }
    return type;
  }

  static @Nullable SystemType find(int oid) {
    return BY_OID.get(oid);
  }
}
