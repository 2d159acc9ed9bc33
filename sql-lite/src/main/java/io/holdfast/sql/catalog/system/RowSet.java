package io.holdfast.sql.catalog.system;

import io.holdfast.sql.catalog.ColumnDescriptor;
import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a system table in the making. A column that a row does not set is NULL, or, where NULL is
 * refused, what PostgreSQL has there mostly: false, 0, nothing.
 */
final class RowSet {
  private final String table;
  private final Map<String, Integer> places = new HashMap<>();
  private final @Nullable Object[] blank;
  private final List<@Nullable Object[]> rows = new ArrayList<>();
  private @Nullable Object[] row;

  RowSet(TableDescriptor table) {
    this.table = table.name();
    List<ColumnDescriptor> columns = table.columns();
    blank = new @Nullable Object[columns.size()];
    for (int i = 0; i < columns.size(); i++) {
      ColumnDescriptor column = columns.get(i);
      places.put(column.name(), i);
      blank[i] = column.notNull() ? zero(column.type().base()) : null;
    }
    row = blank;
  }

  private static @Nullable Object zero(BaseType type) {
    return switch (type) {
      case BOOL -> false;
      case INT2, INT4, INT8, OID, REGPROC, REGTYPE, REGCLASS -> 0L;
      case FLOAT4, FLOAT8 -> 0.0;
      case QCHAR, NAME, TEXT, VARCHAR -> "";
      case INT2VECTOR -> SqlArray.vector(BaseType.INT2, List.of());
      case OIDVECTOR -> SqlArray.vector(BaseType.OID, List.of());
      default -> null;
    };
  }

  /** Begins a row. */
  RowSet add() {
    row = blank.clone();
    rows.add(row);
    return this;
  }

  /** A value of the row begun last. */
  RowSet set(String column, @Nullable Object value) {
    Integer place = places.get(column);
    if (place == null) {
      throw new IllegalArgumentException(table + " has no column " + column);
    }
    row[place] = value instanceof Integer number ? (Object) number.longValue() : value;
    return this;
  }

  List<@Nullable Object[]> rows() {
    return rows;
  }
}
