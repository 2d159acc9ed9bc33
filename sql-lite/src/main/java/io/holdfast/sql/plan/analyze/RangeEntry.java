package io.holdfast.sql.plan.analyze;

import io.holdfast.sql.catalog.TableDescriptor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One item of FROM as names see it.
 *
 * @param name alias, or the table's own name; empty for a join without alias
 * @param schema where the table is when it has no alias: then {@code schema.table.column} finds it
 * @param table the table when it is one
 * @param scanId its scan when it is a table; -1
 * @param aliased an alias was written
 * @param hidden system columns that the scan yields: found by name, not part of {@code *}
 * @param tableVisible {@code name.column} finds it
 * @param columnsVisible its columns are found without a qualifier, and by {@code *}
 * @param nullable an outer join may put nulls in place of its row
 */
record RangeEntry(
    String name,
    @Nullable String schema,
    @Nullable TableDescriptor table,
    int scanId,
    boolean aliased,
    List<ScopeColumn> columns,
    List<ScopeColumn> hidden,
    boolean tableVisible,
    boolean columnsVisible,
    boolean nullable) {
  RangeEntry {
    columns = List.copyOf(columns);
    hidden = List.copyOf(hidden);
  }

  /** A derived table: nothing but a name and columns. */
  static RangeEntry derived(String name, List<ScopeColumn> columns) {
    return new RangeEntry(name, null, null, -1, true, columns, List.of(), true, true, false);
  }

  /** The same behind other columns of the row. */
  RangeEntry shifted(int offset) {
    if (offset == 0) {
      return this;
    }
    return new RangeEntry(
        name,
        schema,
        table,
        scanId,
        aliased,
        shift(columns, offset),
        shift(hidden, offset),
        tableVisible,
        columnsVisible,
        nullable);
  }

  private static List<ScopeColumn> shift(List<ScopeColumn> columns, int offset) {
    List<ScopeColumn> moved = new ArrayList<>();
    for (ScopeColumn column : columns) {
      moved.add(column.shifted(offset));
    }
    return moved;
  }

  /** A system column by name; null without one. */
  @Nullable ScopeColumn hidden(String columnName) {
    for (ScopeColumn column : hidden) {
      if (column.name().equals(columnName)) {
        return column;
      }
    }
    return null;
  }

  RangeEntry visible(boolean asTable, boolean asColumns) {
    return new RangeEntry(
        name, schema, table, scanId, aliased, columns, hidden, asTable, asColumns, nullable);
  }

  /** The same on the side of an outer join that may be missing. */
  RangeEntry nullExtended() {
    return new RangeEntry(
        name, schema, table, scanId, aliased, columns, hidden, tableVisible, columnsVisible, true);
  }

  /** The only column of this name; null without one. */
  @Nullable ScopeColumn column(String columnName) {
    for (ScopeColumn column : columns) {
      if (column.name().equals(columnName)) {
        return column;
      }
    }
    return null;
  }

  int count(String columnName) {
    int found = 0;
    for (ScopeColumn column : columns) {
      found += column.name().equals(columnName) ? 1 : 0;
    }
    return found;
  }
}
