package io.holdfast.sql.plan.logical;

import io.holdfast.sql.type.SqlType;

/**
 * A column as the client sees it (RowDescription).
 *
 * @param tableOid the table it comes from unchanged; 0 when it is computed
 * @param attributeNumber its pg_attribute.attnum in that table; 0 when it is computed
 */
public record OutputColumn(String name, SqlType type, int tableOid, int attributeNumber) {
  /** A computed column. */
  public static OutputColumn computed(String name, SqlType type) {
    return new OutputColumn(name, type, 0, 0);
  }
}
