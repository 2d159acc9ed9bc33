package io.holdfast.sql.txn;

/** What to do about a row that another session of this node has locked. */
public enum LockWait {
  /** Queue up; first come, first served. */
  WAIT,
  /** Fail with 55P03. */
  NOWAIT,
  /** Leave the row out. */
  SKIP_LOCKED
}
