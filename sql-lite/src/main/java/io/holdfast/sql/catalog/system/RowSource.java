package io.holdfast.sql.catalog.system;

/** Computes the rows of one system table. */
@FunctionalInterface
interface RowSource {
  /** Adds the rows to {@code rows}. */
  void fill(RowSet rows, SystemContext context);
}
