package io.holdfast.sql.plan.logical;

import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;

/**
 * A column a scan yields.
 *
 * @param columnId which column of the table (ColumnDescriptor's id); 0 unless the kind is {@link
 *     Kind#COLUMN}
 */
public record ScanColumn(Kind kind, int columnId, String name, SqlType type) {
  /** Where the value comes from. */
  public enum Kind {
    /** A column of the table. */
    COLUMN,
    /** The hidden int8 key of a table without a primary key. */
    ROW_ID,
    /** The table's own object identifier. */
    TABLE_OID
  }

  /** The hidden key. */
  public static ScanColumn rowId() {
    return new ScanColumn(Kind.ROW_ID, 0, "ctid", SqlType.of(BaseType.INT8));
  }

  /** The table's object identifier. */
  public static ScanColumn tableOid() {
    return new ScanColumn(Kind.TABLE_OID, 0, "tableoid", SqlType.of(BaseType.OID));
  }
}
