package io.holdfast.sql.exec;

import io.holdfast.sql.catalog.TableDescriptor;
import org.jspecify.annotations.Nullable;

/** Rows that are computed from the catalogue, as one statement sees them. */
@FunctionalInterface
public interface VirtualTables {
  /** The rows of a virtual table, a place for each of its columns. */
  Iterable<@Nullable Object[]> rows(TableDescriptor table);
}
