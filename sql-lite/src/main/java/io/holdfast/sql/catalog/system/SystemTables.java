package io.holdfast.sql.catalog.system;

import io.holdfast.sql.catalog.TableDescriptor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of the system tables. Immutable. */
public final class SystemTables {
  private final SystemCatalog system;

  /** The rows of the tables in {@code system}. */
  public SystemTables(SystemCatalog system) {
    this.system = system;
  }

  /**
   * All rows of a virtual table, each with a value for every column of it. The caller must not
   * change them: some are shared.
   */
  public List<@Nullable Object[]> rows(TableDescriptor table, SystemContext context) {
    return List.of();
  }
}
