package io.holdfast.sql.catalog.system;

import java.util.Map;
import org.jspecify.annotations.Nullable;

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

  static @Nullable Integer named(String name) {
    return BY_NAME.get(name);
  }
}
