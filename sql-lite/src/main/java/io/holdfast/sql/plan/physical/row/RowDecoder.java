package io.holdfast.sql.plan.physical.row;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.catalog.ColumnDescriptor;
import io.holdfast.sql.catalog.SqlKeys;
import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.codec.KeyCodec;
import io.holdfast.sql.codec.RowCodec;
import io.holdfast.sql.plan.logical.ScanColumn;
import io.holdfast.sql.plan.logical.Shape;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns stored rows into rows of a scan. Columns nobody reads keep their places but stay null: they
 * are not decoded.
 */
public final class RowDecoder {
  private final TableDescriptor table;
  private final List<ScanColumn> columns;
  private final Shape shape;
  private final int width;
  private final int prefixLength;
  private final @Nullable KeyCodec keyCodec;
  private final int[] keySources;
  private final int[] keyTargets;
  private final @Nullable RowCodec valueCodec;
  private final int[] valueTargets;
  private final int valueStart;
  private final int[] oidTargets;

  /**
   * A decoder.
   *
   * @param wanted which of the columns are read
   */
  public RowDecoder(TableDescriptor table, List<ScanColumn> columns, BitSet wanted) {
    this.table = table;
    this.columns = List.copyOf(columns);
    this.shape =
        new Shape(
            columns.stream().map(ScanColumn::name).toList(),
            columns.stream().map(ScanColumn::type).toList());
    this.width = columns.size();
    this.prefixLength = SqlKeys.rows(table).length();
    Places places = new Places();
    for (int i = 0; i < width; i++) {
      if (wanted.get(i)) {
        places.add(table, columns.get(i), i);
      }
    }
    this.keySources = ints(places.keySources);
    this.keyTargets = ints(places.keyTargets);
    this.valueTargets = ints(places.valueTargets);
    this.oidTargets = ints(places.oidTargets);
    this.keyCodec = keyTargets.length == 0 ? null : new KeyCodec(TableRows.keyTypes(table));
    this.valueCodec =
        valueTargets.length == 0 ? null : TableRows.valueCodec(table, places.valueSources);
    this.valueStart = contiguousFrom(valueTargets);
  }

  /** A decoder of all columns, with the row id behind them if there is no primary key. */
  static RowDecoder wholeRows(TableDescriptor table) {
    List<ScanColumn> all = new ArrayList<>();
    for (ColumnDescriptor column : table.columns()) {
      all.add(new ScanColumn(ScanColumn.Kind.COLUMN, column.id(), column.name(), column.type()));
    }
    if (table.hasHiddenKey()) {
      all.add(ScanColumn.rowId());
    }
    BitSet wanted = new BitSet();
    wanted.set(0, all.size());
    return new RowDecoder(table, all, wanted);
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  private static int contiguousFrom(int[] targets) {
    for (int i = 1; i < targets.length; i++) {
      if (targets[i] != targets[i - 1] + 1) {
        return -1;
      }
    }
    return targets.length == 0 ? 0 : targets[0];
  }

  /** The table. */
  public TableDescriptor table() {
    return table;
  }

  /** The columns, read or not. */
  public List<ScanColumn> columns() {
    return columns;
  }

  /** The columns of the rows. */
  public Shape shape() {
    return shape;
  }

  /** The row stored under a key. */
  public @Nullable Object[] decode(Bytes key, Bytes value) {
    @Nullable Object[] row = new Object[width];
    if (valueCodec != null) {
      decodeValue(valueCodec, value, row);
    }
    if (keyCodec != null) {
      @Nullable Object[] keyValues = keyCodec.decode(key, prefixLength);
      for (int i = 0; i < keyTargets.length; i++) {
        row[keyTargets[i]] = keyValues[keySources[i]];
      }
    }
    for (int target : oidTargets) {
      row[target] = Integer.toUnsignedLong(table.oid());
    }
    return row;
  }

  private void decodeValue(RowCodec codec, Bytes value, @Nullable Object[] row) {
    if (valueStart >= 0) {
      codec.decode(value, row, valueStart);
      return;
    }
    @Nullable Object[] values = codec.decode(value);
    for (int i = 0; i < valueTargets.length; i++) {
      row[valueTargets[i]] = values[i];
    }
  }

  /** Where the parts of a row come from. */
  private static final class Places {
    final List<Integer> keySources = new ArrayList<>();
    final List<Integer> keyTargets = new ArrayList<>();
    final List<Integer> valueSources = new ArrayList<>();
    final List<Integer> valueTargets = new ArrayList<>();
    final List<Integer> oidTargets = new ArrayList<>();

    void add(TableDescriptor table, ScanColumn column, int target) {
      if (column.kind() == ScanColumn.Kind.TABLE_OID) {
        oidTargets.add(target);
      } else if (column.kind() == ScanColumn.Kind.ROW_ID) {
        keySources.add(0);
        keyTargets.add(target);
      } else {
        addStored(table, table.indexOfId(column.columnId()), target);
      }
    }

    private void addStored(TableDescriptor table, int place, int target) {
      if (TableRows.isStoredInValue(table, place)) {
        valueSources.add(place);
        valueTargets.add(target);
      } else {
        int id = table.columns().get(place).id();
        keySources.add(TableRows.keyColumn(table, id));
        keyTargets.add(target);
      }
    }
  }
}
