package io.holdfast.sql.ddl;

import io.holdfast.client.txn.KeyValue;
import io.holdfast.client.txn.Limits;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.catalog.CatalogIds;
import io.holdfast.sql.catalog.ColumnDescriptor;
import io.holdfast.sql.catalog.PrimaryKey;
import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlException.Field;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.plan.physical.row.TableRows;
import io.holdfast.sql.txn.RowScan;
import io.holdfast.sql.txn.SqlTransaction;
import io.holdfast.sql.type.ValueText;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads all rows of a table, checks them, and writes them in another form: with values for new
 * columns, or under another key. The copy is made of ordinary writes of the transaction, within its
 * limits. The table must have been made exclusive before.
 */
final class TableRewrite {
  /** Rows between two looks at whether the statement was cancelled. */
  private static final int ROWS_PER_CHECK = 256;

  private final DdlSession session;
  private final CatalogIds ids;
  private final String schema;
  private final TableDescriptor to;
  private final TableRows oldRows;
  private final TableRows newRows;
  private final boolean rekeyed;
  private final int[] sources;
  private final @Nullable DefaultValue[] fill;
  private final int[] notNull;
  private final Set<Bytes> keys = new HashSet<>();
  private long bytes;

  /**
   * From one form to another.
   *
   * @param fill defaults of the new columns that have one, by column id
   * @param notNull ids of the columns that must not be null
   */
  TableRewrite(
      DdlSession session,
      CatalogIds ids,
      String schema,
      TableDescriptor from,
      TableDescriptor to,
      SortedMap<Integer, DefaultValue> fill,
      SortedSet<Integer> notNull) {
    this.session = session;
    this.ids = ids;
    this.schema = schema;
    this.to = to;
    this.oldRows = TableRows.of(from);
    this.newRows = TableRows.of(to);
    this.rekeyed = from.dataId() != to.dataId();
    List<ColumnDescriptor> columns = to.columns();
    this.sources = columns.stream().mapToInt(column -> from.indexOfId(column.id())).toArray();
    this.fill = new @Nullable DefaultValue[columns.size()];
    for (int i = 0; i < columns.size(); i++) {
      this.fill[i] = fill.get(columns.get(i).id());
    }
    this.notNull = notNull.stream().mapToInt(to::indexOfId).filter(place -> place >= 0).toArray();
  }

  void run() {
    boolean writes = rekeyed;
    for (DefaultValue each : fill) {
      writes |= each != null;
    }
    long rows = 0;
    try (RowScan scan = session.transaction().scan(oldRows.range(), false, 0)) {
      for (KeyValue entry = scan.next(); entry != null; entry = scan.next()) {
        if (rows % ROWS_PER_CHECK == 0) {
          session.checkCancelled();
        }
        rows++;
        @Nullable Object[] row = converted(oldRows.row(entry.key(), entry.value()));
        checkNotNull(row);
        if (writes) {
          checkLimit(rows);
          write(entry.key(), row);
        }
      }
    }
  }

  /** The row in the new form, with a row id behind it where the new form has one. */
  private @Nullable Object[] converted(@Nullable Object[] old) {
    @Nullable Object[] row = new Object[sources.length + (to.hasHiddenKey() ? 1 : 0)];
    for (int i = 0; i < sources.length; i++) {
      DefaultValue value = fill[i];
      if (sources[i] >= 0) {
        row[i] = old[sources[i]];
      } else if (value != null) {
        row[i] = value.next();
      }
    }
    if (to.hasHiddenKey()) {
      row[sources.length] = rekeyed ? ids.nextRowId() : old[old.length - 1];
    }
    return row;
  }

  private void checkNotNull(@Nullable Object[] row) {
    for (int place : notNull) {
      if (row[place] == null) {
        String column = to.columns().get(place).name();
        throw new SqlException(
                SqlState.NOT_NULL_VIOLATION,
                "column \"" + column + "\" of relation \"" + to.name() + "\" contains null values")
            .with(Field.SCHEMA, schema)
            .with(Field.TABLE, to.name())
            .with(Field.COLUMN, column);
      }
    }
  }

  private void write(Bytes oldKey, @Nullable Object[] row) {
    SqlTransaction txn = session.transaction();
    Bytes value = newRows.value(row);
    if (!rekeyed) {
      count(oldKey, value);
      txn.put(oldKey, value);
      return;
    }
    Bytes key = newRows.key(row);
    count(key, value);
    if (!keys.add(key)) {
      throw duplicate(row);
    }
    txn.putFresh(key, value);
  }

  private void count(Bytes key, Bytes value) {
    bytes += key.length() + value.length();
    checkLimit(0);
  }

  /** Copying in several transactions needs more than one form of a table at a time. */
  private void checkLimit(long rows) {
    if (rows > Limits.TXN_KEYS_MAX || bytes > Limits.TXN_BYTES_MAX) {
      throw new SqlException(
              SqlState.PROGRAM_LIMIT_EXCEEDED,
              "table \"" + to.name() + "\" is too large to be rewritten")
          .withDetail(
              "The rows of a table are rewritten in one transaction, of at most "
                  + Limits.TXN_KEYS_MAX
                  + " rows and "
                  + Limits.TXN_BYTES_MAX
                  + " bytes.")
          .withHint("Create a table with the new definition and copy the rows in parts.");
    }
  }

  private SqlException duplicate(@Nullable Object[] row) {
    PrimaryKey key = to.primaryKey();
    SqlException error =
        new SqlException(
                SqlState.UNIQUE_VIOLATION,
                "could not create unique index \"" + (key == null ? "" : key.name()) + "\"")
            .withDetail("Key (" + keyNames() + ")=(" + keyValues(row) + ") is duplicated.")
            .with(Field.SCHEMA, schema)
            .with(Field.TABLE, to.name());
    return key == null ? error : error.with(Field.CONSTRAINT, key.name());
  }

  private String keyNames() {
    return to.keyColumns().stream().map(ColumnDescriptor::name).collect(Collectors.joining(", "));
  }

  private String keyValues(@Nullable Object[] row) {
    return to.keyColumns().stream()
        .map(column -> text(column, row[to.indexOfId(column.id())]))
        .collect(Collectors.joining(", "));
  }

  private String text(ColumnDescriptor column, @Nullable Object value) {
    return value == null ? "null" : ValueText.format(column.type(), value, session.typeContext());
  }
}
