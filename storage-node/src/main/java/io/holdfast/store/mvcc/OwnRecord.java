package io.holdfast.store.mvcc;

import org.jspecify.annotations.Nullable;

/**
 * What the records of one key say of one transaction (rule V8).
 *
 * @param fate committed, rolled back, or nothing known
 * @param commitTs of a committed one, else 0
 * @param write the commit record, if committed
 */
public record OwnRecord(Fate fate, long commitTs, @Nullable Write write) {
  /** What became of it. */
  public enum Fate {
    /** There is a commit record. */
    COMMITTED,
    /** There is a rollback record, or the mark of one under another record. */
    ROLLED_BACK,
    /** There is neither. */
    UNKNOWN
  }

  static final OwnRecord NOTHING = new OwnRecord(Fate.UNKNOWN, 0, null);
  static final OwnRecord ROLLBACK = new OwnRecord(Fate.ROLLED_BACK, 0, null);

  static OwnRecord committed(long commitTs, Write write) {
    return new OwnRecord(Fate.COMMITTED, commitTs, write);
  }

  /** There is a commit record. */
  public boolean isCommitted() {
    return fate == Fate.COMMITTED;
  }

  /** There is a rollback. */
  public boolean isRolledBack() {
    return fate == Fate.ROLLED_BACK;
  }
}
