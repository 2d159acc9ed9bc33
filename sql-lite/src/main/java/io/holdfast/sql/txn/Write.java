package io.holdfast.sql.txn;

import io.holdfast.runtime.base.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction has done to one key.
 *
 * @param statement number of the statement that did it
 * @param before what it was for that statement; null when the snapshot decides
 */
record Write(Kind kind, Bytes value, int statement, Basis basis, @Nullable Write before) {
  /** The kinds. */
  enum Kind {
    /** Not changed. */
    LOCK,
    PUT,
    DELETE
  }

  /** True when it hides the snapshot. */
  boolean changes() {
    return kind != Kind.LOCK;
  }

  /** The value a reader of this write sees. */
  @Nullable Bytes shown() {
    return kind == Kind.PUT ? value : null;
  }

  long sizeBytes(Bytes key) {
    return (long) key.length() + value.length();
  }

  Write withoutPast() {
    return before == null ? this : new Write(kind, value, statement, basis, null);
  }

  /**
   * What {@code reader} sees of it: nothing of itself or later ones. Null: the snapshot decides.
   */
  static @Nullable Write visible(@Nullable Write write, int reader) {
    Write each = write;
    while (each != null && each.statement >= reader) {
      each = each.before;
    }
    return each != null && each.changes() ? each : null;
  }
}
