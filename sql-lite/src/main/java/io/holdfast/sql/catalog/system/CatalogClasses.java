package io.holdfast.sql.catalog.system;

import java.util.Map;

/** Oids of the system tables that descriptions refer to (classoid). */
final class CatalogClasses {
  static final int RELATION = 1259;
  static final int DATABASE = 1262;
  static final int ACCESS_METHOD = 2601;
  static final int NAMESPACE = 2615;

  private static final Map<String, Integer> BY_NAME =
      Map.of(
          "pg_class", RELATION,
          "pg_database", DATABASE,
          "pg_am", ACCESS_METHOD,
          "pg_namespace", NAMESPACE);

  private CatalogClasses() {}

  /** Oid of the system table; -1 for one without descriptions. */
  static int named(String name) {
    return BY_NAME.getOrDefault(name, -1);
  }
}
