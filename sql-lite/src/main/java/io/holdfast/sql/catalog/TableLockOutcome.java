package io.holdfast.sql.catalog;

/** What became of a request to lock tables for all nodes. */
public enum TableLockOutcome {
  /** The tables are locked. */
  MADE,
  /** Somebody else is in the way. */
  KEPT,
  /** A table is another one by now, or gone. */
  CHANGED
}
