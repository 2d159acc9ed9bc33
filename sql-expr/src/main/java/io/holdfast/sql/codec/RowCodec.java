package io.holdfast.sql.codec;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.type.SqlType;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Rows of tagged columns, read and written by a list of columns: ids that the list does not name
 * are skipped without decoding, ids that a row does not have give the column's missing value.
 *
 * <p>A row is a version byte and, by ascending column id, a tag (difference of the ids and the kind
 * of the value) with the value. NULL is left out, except where leaving it out would mean a missing
 * value other than null.
 */
public final class RowCodec {
  /** First byte of every row. */
  static final int VERSION = 1;

  private final int[] columnIds;
  private final SqlType[] types;
  private final @Nullable Object[] missing;

  /** Places of the columns in the caller's order. */
  private final int[] places;

  /** A codec for columns that are null where a row does not have them. */
  public RowCodec(int[] columnIds, List<SqlType> types) {
    this(columnIds, types, new @Nullable Object[columnIds.length]);
  }

  /**
   * A codec for columns some of which were added with a default after rows had been written.
   *
   * @param columnIds at least 1, distinct, in the order of the values
   * @param missing values for rows that do not have the column
   */
  public RowCodec(int[] columnIds, List<SqlType> types, @Nullable Object[] missing) {
    int size = columnIds.length;
    if (types.size() != size || missing.length != size) {
      throw new IllegalArgumentException("as many types and missing values as columns");
    }
    this.columnIds = new int[size];
    this.types = new SqlType[size];
    this.missing = new @Nullable Object[size];
    this.places =
        IntStream.range(0, size)
            .boxed()
            .sorted(Comparator.comparingInt(i -> columnIds[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    int previous = 0;
    for (int i = 0; i < size; i++) {
      int place = places[i];
      if (columnIds[place] <= previous) {
        throw new IllegalArgumentException("column id " + columnIds[place]);
      }
      previous = columnIds[place];
      this.columnIds[i] = previous;
      this.types[i] = types.get(place);
      this.missing[i] = missing[place];
    }
  }

  /** The row of these values, one for each column; null for NULL. */
  public Bytes encode(@Nullable Object[] values) {
    RowWriter writer = new RowWriter();
    writer.put(VERSION);
    int previous = 0;
    for (int i = 0; i < columnIds.length; i++) {
      Object value = values[places[i]];
      if (value != null || missing[i] != null) {
        writer.column(columnIds[i] - previous, types[i].base(), value);
        previous = columnIds[i];
      }
    }
    return writer.toBytes();
  }

  /**
   * The columns of a row, in the order of this codec.
   *
   * @throws io.holdfast.sql.error.SqlException XX000 when the bytes are no row
   */
  public @Nullable Object[] decode(Bytes row) {
    @Nullable Object[] values = new @Nullable Object[columnIds.length];
    decode(row, values, 0);
    return values;
  }

  /**
   * Writes the columns to {@code into[at...]}.
   *
   * @throws io.holdfast.sql.error.SqlException XX000 when the bytes are no row
   */
  public void decode(Bytes row, @Nullable Object[] into, int at) {
    RowReader reader = new RowReader(row);
    reader.checkVersion(VERSION);
    boolean more = reader.nextColumn();
    for (int i = 0; i < columnIds.length; i++) {
      while (more && reader.columnId() < columnIds[i]) {
        reader.skip();
        more = reader.nextColumn();
      }
      if (more && reader.columnId() == columnIds[i]) {
        into[at + places[i]] = reader.value(types[i]);
        more = reader.nextColumn();
      } else {
        into[at + places[i]] = missing[i];
      }
    }
  }
}
