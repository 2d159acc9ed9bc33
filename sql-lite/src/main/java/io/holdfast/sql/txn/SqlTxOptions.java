package io.holdfast.sql.txn;

/**
 * How a transaction runs.
 *
 * @param implicit made for statements outside of a transaction block
 */
public record SqlTxOptions(Isolation isolation, boolean readOnly, boolean implicit) {
  /** For one statement outside of a block, with the default level. */
  public static SqlTxOptions autocommit() {
    return new SqlTxOptions(Isolation.READ_COMMITTED, false, true);
  }

  /** For a transaction block with the default level. */
  public static SqlTxOptions block() {
    return new SqlTxOptions(Isolation.READ_COMMITTED, false, false);
  }

  /** The same with another level. */
  public SqlTxOptions withIsolation(Isolation value) {
    return new SqlTxOptions(value, readOnly, implicit);
  }

  /** The same, refusing writes or not. */
  public SqlTxOptions withReadOnly(boolean value) {
    return new SqlTxOptions(isolation, value, implicit);
  }
}
