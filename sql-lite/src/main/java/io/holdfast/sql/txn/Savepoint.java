package io.holdfast.sql.txn;

/** A place in a transaction's writes to return to. Valid until released or rolled back before. */
public final class Savepoint {
  private final int undoSize;
  private boolean valid = true;

  Savepoint(int undoSize) {
    this.undoSize = undoSize;
  }

  int undoSize() {
    return undoSize;
  }

  boolean valid() {
    return valid;
  }

  void invalidate() {
    valid = false;
  }
}
