package io.holdfast.sql.catalog;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A table, stored or virtual.
 *
 * @param oid pg_class.oid; stays when the data is replaced
 * @param schemaOid the schema it is in
 * @param name as it was created, already folded
 * @param kind where its rows come from
 * @param dataId prefix of its rows in the key space (pg_class.relfilenode); 0 for a virtual table
 * @param version of the descriptor: two that differ have different versions, also when the change
 *     of one was rolled back
 * @param ownerOid pg_roles.oid of the owner
 * @param nextColumnId id of the next column to be added
 * @param columns in the order of {@code SELECT *}; dropped columns are gone
 * @param primaryKey null: rows are keyed by a hidden 64-bit row id
 * @param indexes secondary indexes
 * @param writesBlocked true while a change copies the rows: nobody may write to the data id
 * @param options storage parameters, remembered for reloptions only (e.g. fillfactor)
 * @param comment what COMMENT ON says
 */
public record TableDescriptor(
    int oid,
    int schemaOid,
    String name,
    Kind kind,
    long dataId,
    long version,
    int ownerOid,
    int nextColumnId,
    List<ColumnDescriptor> columns,
    @Nullable PrimaryKey primaryKey,
    List<IndexDescriptor> indexes,
    boolean writesBlocked,
    SortedMap<String, String> options,
    @Nullable String comment) {

  /** Where rows come from. */
  public enum Kind {
    /** The key space. */
    TABLE,
    /** Computed from the catalogue; shown as a table (pg_catalog). */
    VIRTUAL_TABLE,
    /** Computed from the catalogue; shown as a view (information_schema, pg_tables, ...). */
    VIRTUAL_VIEW
  }

  /** Copies what it is given. */
  public TableDescriptor {
    columns = List.copyOf(columns);
    indexes = List.copyOf(indexes);
    options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
  }

  /** True when the rows are computed from the catalogue; such a table cannot be written. */
  public boolean isVirtual() {
    return kind != Kind.TABLE;
  }

  /** True when rows are keyed by a hidden row id. */
  public boolean hasHiddenKey() {
    return primaryKey == null;
  }

  /** The column of a name; null when there is none. */
  public @Nullable ColumnDescriptor column(String columnName) {
    int index = columnIndex(columnName);
    return index < 0 ? null : columns.get(index);
  }

  /** Place of a column in {@link #columns} by name; -1 when there is none. */
  public int columnIndex(String columnName) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(columnName)) {
        return i;
      }
    }
    return -1;
  }

  /** Place of a column in {@link #columns} by id; -1 when there is none. */
  public int indexOfId(int columnId) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).id() == columnId) {
        return i;
      }
    }
    return -1;
  }

  /** The column of an id; null when there is none. */
  public @Nullable ColumnDescriptor columnById(int columnId) {
    int index = indexOfId(columnId);
    return index < 0 ? null : columns.get(index);
  }

  /** Columns of the primary key in key order; empty for a hidden key. */
  public List<ColumnDescriptor> keyColumns() {
    if (primaryKey == null) {
      return List.of();
    }
    List<ColumnDescriptor> key = new ArrayList<>();
    for (int id : primaryKey.columnIds()) {
      key.add(columns.get(indexOfId(id)));
    }
    return key;
  }

  /** A copy to be changed. */
  public TableBuilder change() {
    return new TableBuilder(this);
  }
}
