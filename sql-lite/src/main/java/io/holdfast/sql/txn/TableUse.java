package io.holdfast.sql.txn;

/**
 * A table as a transaction has used it.
 *
 * @param version of the descriptor its statements were planned with
 */
public record TableUse(long oid, long version) {}
