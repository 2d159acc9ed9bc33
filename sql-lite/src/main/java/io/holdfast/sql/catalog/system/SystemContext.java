package io.holdfast.sql.catalog.system;

import io.holdfast.sql.catalog.CatalogSnapshot;
import io.holdfast.sql.catalog.TableDescriptor;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What rows of system tables are computed from.
 *
 * @param catalog the statement's catalogue
 * @param settings rows of pg_settings, by name
 * @param activity rows of pg_stat_activity
 * @param sizeBytes bytes of a table's rows, as far as known
 */
public record SystemContext(
    CatalogSnapshot catalog,
    List<SystemSetting> settings,
    List<SystemActivity> activity,
    ToLongFunction<TableDescriptor> sizeBytes) {

  /** The catalogue alone. */
  public static SystemContext of(CatalogSnapshot catalog) {
    return new SystemContext(catalog, List.of(), List.of(), table -> 0);
  }
}
