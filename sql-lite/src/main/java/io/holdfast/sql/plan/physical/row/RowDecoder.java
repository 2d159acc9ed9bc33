package io.holdfast.sql.plan.physical.row;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.catalog.ColumnDescriptor;
import io.holdfast.sql.catalog.TableDescriptor;
import io.holdfast.sql.codec.KeyCodec;
import io.holdfast.sql.codec.RowCodec;
import io.holdfast.sql.plan.logical.ScanColumn;
import io.holdfast.sql.plan.logical.Shape;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.Arrays;
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
  public RowDecoder(TableRows rows, List<ScanColumn> columns, BitSet wanted) {
    this.table = rows.table();
    this.columns = List.copyOf(columns);
    this.width = columns.size();
    this.prefixLength = rows.prefix().length();
    int[] keyFrom = new int[width];
    int[] keyTo = new int[width];
    int[] valueFrom = new int[width];
    int[] valueTo = new int[width];
    int[] oidTo = new int[width];
    int keys = 0;
    int values = 0;
    int oids = 0;
    for (int i = wanted.nextSetBit(0); i >= 0 && i < width; i = wanted.nextSetBit(i + 1)) {
      ScanColumn column = columns.get(i);
      if (column.kind() == ScanColumn.Kind.TABLE_OID) {
        oidTo[oids++] = i;
      } else if (column.kind() == ScanColumn.Kind.ROW_ID) {
        keyFrom[keys] = 0;
        keyTo[keys++] = i;
      } else {
        int place = table.indexOfId(column.columnId());
        if (TableRows.isStoredInValue(table, place)) {
          valueFrom[values] = place;
          valueTo[values++] = i;
        } else {
          keyFrom[keys] = TableRows.keyColumn(table, column.columnId());
          keyTo[keys++] = i;
        }
      }
    }
    this.keySources = Arrays.copyOf(keyFrom, keys);
    this.keyTargets = Arrays.copyOf(keyTo, keys);
    this.valueTargets = Arrays.copyOf(valueTo, values);
    this.oidTargets = Arrays.copyOf(oidTo, oids);
    this.keyCodec = keys == 0 ? null : rows.keyCodec();
    this.valueCodec =
        values == 0 ? null : TableRows.valueCodec(table, Arrays.copyOf(valueFrom, values));
    this.valueStart = contiguousFrom(valueTargets);
  }

  /** A decoder of all columns, with the row id behind them if there is no primary key. */
  static RowDecoder wholeRows(TableRows rows) {
    TableDescriptor table = rows.table();
    List<ScanColumn> all = new ArrayList<>();
    for (ColumnDescriptor column : table.columns()) {
      all.add(new ScanColumn(ScanColumn.Kind.COLUMN, column.id(), column.name(), column.type()));
    }
    if (table.hasHiddenKey()) {
      all.add(ScanColumn.rowId());
    }
    BitSet wanted = new BitSet();
    wanted.set(0, all.size());
    return new RowDecoder(rows, all, wanted);
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
    List<String> names = new ArrayList<>(width);
    List<SqlType> types = new ArrayList<>(width);
    for (ScanColumn column : columns) {
      names.add(column.name());
      types.add(column.type());
    }
    return new Shape(names, types);
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
}
