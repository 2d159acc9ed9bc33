package io.holdfast.sql.catalog.system;

import io.holdfast.sql.catalog.ColumnDescriptor;
import io.holdfast.sql.catalog.PrimaryKey;
import io.holdfast.sql.catalog.TableDescriptor;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Objects as the statements that would make them. */
final class Definitions {
  private Definitions() {}

  /** {@code name} is the table's, as it is to be shown. */
  static String index(String name, TableDescriptor table, PrimaryKey key) {
    return "CREATE UNIQUE INDEX "
        + Names.quote(key.name())
        + " ON "
        + name
        + " USING btree ("
        + columns(table)
        + ")";
  }

  static String constraint(TableDescriptor table) {
    return "PRIMARY KEY (" + columns(table) + ")";
  }

  /** One column of the index, 1-based; empty when there is no such column. */
  static String indexColumn(TableDescriptor table, int number) {
    List<ColumnDescriptor> columns = table.keyColumns();
    return number < 1 || number > columns.size() ? "" : Names.quote(columns.get(number - 1).name());
  }

  private static String columns(TableDescriptor table) {
    return table.keyColumns().stream()
        .map(column -> Names.quote(column.name()))
        .collect(Collectors.joining(", "));
  }

  /** The default of a column, which has one. */
  static String defaultText(ColumnDescriptor column, boolean pretty) {
    return DefaultText.of(Objects.requireNonNull(column.defaultText()), column.type(), pretty);
  }
}
