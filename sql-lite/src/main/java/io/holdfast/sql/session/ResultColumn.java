package io.holdfast.sql.session;

import io.holdfast.sql.type.SqlType;

/**
 * One column of a result.
 *
 * @param tableOid table the column comes from unchanged; 0 for an expression
 * @param attributeNumber number of the column in that table; 0 for an expression
 */
public record ResultColumn(String name, SqlType type, int tableOid, int attributeNumber) {
  /** A column that is computed. */
  public static ResultColumn computed(String name, SqlType type) {
    return new ResultColumn(name, type, 0, 0);
  }
}
