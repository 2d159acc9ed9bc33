package io.holdfast.sql.codec;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of tagged columns, read and written by a list of columns: ids that the list does not name
 * are skipped without decoding, ids that a row does not have give the column's missing value.
 */
public final class RowCodec {
  private final int[] columnIds;
  private final SqlType[] types;
  private final @Nullable Object[] missing;

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
    this.columnIds = columnIds.clone();
    this.types = types.toArray(new SqlType[0]);
    this.missing = missing.clone();
  }

  /** The row of these values, one for each column; null for NULL. */
  public Bytes encode(@Nullable Object[] values) {
    throw new UnsupportedOperationException("" + values.length + columnIds.length + types.length);
  }

  /** The columns of a row, in the order of this codec. */
  public @Nullable Object[] decode(Bytes row) {
    @Nullable Object[] values = missing.clone();
    decode(row, values, 0);
    return values;
  }

  /** Writes the columns to {@code into[at...]}. */
  public void decode(Bytes row, @Nullable Object[] into, int at) {
    throw new UnsupportedOperationException("" + row + into.length + at);
  }
}
