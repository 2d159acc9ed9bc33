package io.holdfast.sql.exec;

import io.holdfast.sql.catalog.ColumnDescriptor;
import io.holdfast.sql.catalog.PrimaryKey;
import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlException.Field;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.plan.physical.row.TableRows;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.ValueText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is wrong with a row that should be stored. */
final class RowErrors {
  /** Longer values are cut in the detail of an error. */
  private static final int SHOWN_BYTES_MAX = 64;

  private RowErrors() {}

  /** Refuses nulls in columns that are declared NOT NULL. */
  static void checkNotNull(TableRows rows, @Nullable Object[] row, EvalContext eval) {
    List<ColumnDescriptor> columns = rows.table().columns();
    for (int i = 0; i < columns.size(); i++) {
      if (row[i] == null && columns.get(i).notNull()) {
        throw nullValue(rows, columns.get(i), row, eval);
      }
    }
  }

  private static SqlException nullValue(
      TableRows rows, ColumnDescriptor column, @Nullable Object[] row, EvalContext eval) {
    TableDescriptor table = rows.table();
    SqlException error =
        new SqlException(
                SqlState.NOT_NULL_VIOLATION,
                "null value in column \""
                    + column.name()
                    + "\" of relation \""
                    + table.name()
                    + "\" violates not-null constraint")
            .withDetail("Failing row contains (" + describe(table, row, eval) + ").");
    return at(error, rows).with(Field.COLUMN, column.name());
  }

  private static String describe(TableDescriptor table, @Nullable Object[] row, EvalContext eval) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < table.columns().size(); i++) {
      Object value = row[i];
      if (i > 0) {
        text.append(", ");
      }
      text.append(value == null ? "null" : shown(table.columns().get(i).type(), value, eval));
    }
    return text.toString();
  }

  private static String shown(SqlType type, Object value, EvalContext eval) {
    String text = ValueText.format(type, value, eval.types());
    int bytes = 0;
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
      if (bytes > SHOWN_BYTES_MAX) {
        return text.substring(0, i) + "...";
      }
      i += Character.charCount(codePoint);
    }
    return text;
  }

  /** The key of a row is there already. */
  static SqlException duplicateKey(TableRows rows, @Nullable Object[] row, EvalContext eval) {
    TableDescriptor table = rows.table();
    PrimaryKey key = table.primaryKey();
    if (key == null) {
      throw new IllegalStateException("a row id was handed out twice");
    }
    StringBuilder names = new StringBuilder();
    StringBuilder values = new StringBuilder();
    for (int id : key.columnIds()) {
      int place = table.indexOfId(id);
      ColumnDescriptor column = table.columns().get(place);
      Object value = row[place];
      names.append(names.isEmpty() ? "" : ", ").append(quoted(column.name()));
      values
          .append(values.isEmpty() ? "" : ", ")
          .append(value == null ? "null" : ValueText.format(column.type(), value, eval.types()));
    }
    SqlException error =
        new SqlException(
                SqlState.UNIQUE_VIOLATION,
                "duplicate key value violates unique constraint \"" + key.name() + "\"")
            .withDetail("Key (" + names + ")=(" + values + ") already exists.");
    return at(error, rows).with(Field.CONSTRAINT, key.name());
  }

  /** Names that are not plain are quoted, as in an index definition. */
  private static String quoted(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean plain = c == '_' || (c >= 'a' && c <= 'z') || (i > 0 && c >= '0' && c <= '9');
      if (!plain) {
        return '"' + name.replace("\"", "\"\"") + '"';
      }
    }
    return name;
  }

  private static SqlException at(SqlException error, TableRows rows) {
    String schema = rows.schemaName();
    SqlException located = schema == null ? error : error.with(Field.SCHEMA, schema);
    return located.with(Field.TABLE, rows.table().name());
  }
}
