package io.holdfast.sql.txn;

/**
 * A table as a transaction has used it.
 *
 * @param version of the descriptor its statements were planned with
 * @param written rows of it were changed; else they were only read
 */
public record TableUse(long oid, long version, boolean written) {
  /** A table that was read. */
  public TableUse(long oid, long version) {
    this(oid, version, false);
  }
}
