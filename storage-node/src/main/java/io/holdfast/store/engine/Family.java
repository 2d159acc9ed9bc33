package io.holdfast.store.engine;

/** The column families of a store. The order of the constants is part of no format. */
public enum Family {
  /** Raw values, and values of transactions that are too large to live in their record. */
  DEFAULT("default"),
  /** At most one lock per transactional key. */
  LOCK("lock"),
  /** Commit and rollback records, newest first per key. */
  WRITE("write"),
  /** Region descriptors and apply states: local to the store, never part of a snapshot. */
  RAFT("raft");

  private final String columnName;

  Family(String columnName) {
    this.columnName = columnName;
  }

  /** Name on disk. */
  public String columnName() {
    return columnName;
  }
}
