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
 * @param sessions of this node
 * @param own what the session that asks keeps for itself
 * @param sizeBytes bytes of a table's rows, as far as known
 * @param nowMicros the moment, since 2000-01-01 UTC
 */
public record SystemContext(
    CatalogSnapshot catalog,
    List<SystemSetting> settings,
    SystemSessions sessions,
    OwnObjects own,
    ToLongFunction<TableDescriptor> sizeBytes,
    long nowMicros) {

  /** The catalogue alone. */
  public static SystemContext of(CatalogSnapshot catalog) {
    return new SystemContext(
        catalog, List.of(), SystemSessions.NONE, OwnObjects.NONE, table -> 0, 0);
  }
}
