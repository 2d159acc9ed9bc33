package io.holdfast.sql.txn;

/** What a transaction sees of others, and what its commit checks. */
public enum Isolation {
  /** Every statement sees what was committed before it began; no update is lost. */
  READ_COMMITTED,
  /** All statements see the state at the first one: snapshot isolation; write skew is possible. */
  REPEATABLE_READ,
  /** As if transactions of this level ran one after the other. */
  SERIALIZABLE;

  /** One snapshot for the whole transaction. */
  boolean keepsSnapshot() {
    return this != READ_COMMITTED;
  }
}
