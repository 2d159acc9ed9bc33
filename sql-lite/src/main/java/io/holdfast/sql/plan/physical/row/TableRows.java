package io.holdfast.sql.plan.physical.row;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.catalog.ColumnDescriptor;
import io.holdfast.sql.catalog.PrimaryKey;
import io.holdfast.sql.catalog.SqlKeys;
import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.codec.KeyCodec;
import io.holdfast.sql.codec.RowCodec;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one stored table as keys and values. A row in memory has one place for each column of
 * the table, in the table's order; a row of a table without a primary key may have the row id
 * behind them.
 */
public final class TableRows {
  private static final List<SqlType> ROW_ID_KEY = List.of(SqlType.INT8);

  private final TableDescriptor table;
  private final @Nullable String schemaName;
  private final Bytes prefix;
  private final KeyCodec keyCodec;
  private final List<SqlType> keyTypes;
  private final int[] keyPlaces;
  private @Nullable ValuePart valuePart; // Benign race: made of immutable state when needed.
  private @Nullable RowDecoder wholeRows; // As above.

  private TableRows(TableDescriptor table, @Nullable String schemaName) {
    this.table = table;
    this.schemaName = schemaName;
    this.prefix = SqlKeys.rows(table);
    this.keyPlaces = keyPlaces(table);
    this.keyTypes = keyTypes(table);
    this.keyCodec = new KeyCodec(keyTypes);
  }

  /** What only writers need. */
  private static final class ValuePart {
    final int[] places;
    final RowCodec codec;

    ValuePart(TableDescriptor table) {
      int[] stored = new int[table.columns().size()];
      int count = 0;
      for (int i = 0; i < stored.length; i++) {
        if (isStoredInValue(table, i)) {
          stored[count++] = i;
        }
      }
      places = Arrays.copyOf(stored, count);
      codec = valueCodec(table, places);
    }
  }

  /** The rows of a stored table. */
  public static TableRows of(TableDescriptor table) {
    return new TableRows(table, null);
  }

  /** The rows of a stored table; the name of its schema is for errors. */
  public static TableRows of(TableDescriptor table, @Nullable String schemaName) {
    return new TableRows(table, schemaName);
  }

  static RowCodec valueCodec(TableDescriptor table, int[] places) {
    int[] ids = new int[places.length];
    List<SqlType> types = new ArrayList<>(places.length);
    for (int i = 0; i < places.length; i++) {
      ColumnDescriptor column = table.columns().get(places[i]);
      ids[i] = column.id();
      types.add(column.type());
    }
    return new RowCodec(ids, types);
  }

  /** False for the columns that the key alone holds. */
  static boolean isStoredInValue(TableDescriptor table, int place) {
    ColumnDescriptor column = table.columns().get(place);
    return keyColumn(table, column.id()) < 0 || !KeyCodec.isExact(column.type());
  }

  static int[] keyPlaces(TableDescriptor table) {
    PrimaryKey key = table.primaryKey();
    int[] places = new int[key == null ? 0 : key.columnIds().size()];
    for (int i = 0; i < places.length && key != null; i++) {
      places[i] = table.indexOfId(key.columnIds().get(i));
    }
    return places;
  }

  static List<SqlType> keyTypes(TableDescriptor table) {
    if (table.primaryKey() == null) {
      return ROW_ID_KEY;
    }
    List<SqlType> types = new ArrayList<>();
    for (int place : keyPlaces(table)) {
      types.add(table.columns().get(place).type());
    }
    return List.copyOf(types);
  }

  /** Place of a column in the primary key. */
  static int keyColumn(TableDescriptor table, int columnId) {
    return table.primaryKey() == null ? -1 : table.primaryKey().columnIds().indexOf(columnId);
  }

  /** The table. */
  public TableDescriptor table() {
    return table;
  }

  /** The schema the table is in, if known. */
  public @Nullable String schemaName() {
    return schemaName;
  }

  /** What the keys of all rows begin with. */
  public Bytes prefix() {
    return prefix;
  }

  /** All keys of the table's rows. */
  public KeyRange range() {
    return new KeyRange(prefix, prefix.prefixEnd());
  }

  /** Codec of what follows the prefix in a key. */
  public KeyCodec keyCodec() {
    return keyCodec;
  }

  /** Types of the key: the columns of the primary key, or the row id. */
  public List<SqlType> keyTypes() {
    return keyTypes;
  }

  /** Places of the primary key's columns in a row, in key order; empty for a hidden key. */
  public int[] keyPlaces() {
    return keyPlaces.clone();
  }

  /** The key of a row; of a table without a primary key: with the row id behind its columns. */
  public Bytes key(@Nullable Object[] row) {
    if (keyPlaces.length == 0) {
      return keyOf(row[table.columns().size()]);
    }
    @Nullable Object[] values = new Object[keyPlaces.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = row[keyPlaces[i]];
    }
    return keyCodec.encode(prefix, values);
  }

  /** The key of a row with this hidden row id. */
  public Bytes key(long rowId) {
    return keyOf(rowId);
  }

  /** The key with these values, one for each column of the key (or the row id). */
  public Bytes keyOf(@Nullable Object... keyValues) {
    return keyCodec.encode(prefix, keyValues);
  }

  /** The value of a row; what stands behind the table's columns is not looked at. */
  public Bytes value(@Nullable Object[] row) {
    ValuePart part = valuePart;
    if (part == null) {
      part = new ValuePart(table);
      valuePart = part;
    }
    @Nullable Object[] values = new Object[part.places.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = row[part.places[i]];
    }
    return part.codec.encode(values);
  }

  /** The row; of a table without a primary key with the row id behind its columns. */
  public @Nullable Object[] row(Bytes key, Bytes value) {
    RowDecoder decoder = wholeRows;
    if (decoder == null) {
      decoder = RowDecoder.wholeRows(this);
      wholeRows = decoder;
    }
    return decoder.decode(key, value);
  }
}
