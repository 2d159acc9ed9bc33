package io.holdfast.sql.type;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;

/** Binary forms of all types: what PostgreSQL's send and receive functions write and read. */
public final class ValueBinary {
  private ValueBinary() {}

  /** Writes a value. */
  public static byte[] encode(SqlType type, Object value) {
    throw new UnsupportedOperationException("" + type + value);
  }

  /**
   * Reads a value and applies the type's modifier as an assignment would.
   *
   * @throws SqlException 22P03, 08P01, 22021
   */
  public static Object decode(SqlType type, Bytes bytes) {
    throw new UnsupportedOperationException("" + type + bytes);
  }
}
