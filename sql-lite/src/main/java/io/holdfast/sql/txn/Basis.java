package io.holdfast.sql.txn;

import io.holdfast.runtime.base.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What a write relies on.
 *
 * @param value what was read; null for no row; meaningless unless {@link Kind#READ}
 * @param view where it was read; null when nothing was
 * @param held the row was locked by an earlier statement than the one that writes it: since the
 *     view it is this transaction's, whether others would have changed it or not
 */
record Basis(Kind kind, @Nullable Bytes value, @Nullable View view, boolean held) {
  /** The kinds. */
  enum Kind {
    /** The row holds {@code value}. */
    READ,
    /** The row is what the view shows, whatever that is. */
    UNREAD,
    /** There is no such row; the store checks it. */
    ABSENT,
    /** Nothing: nobody else can know the key. */
    NOTHING
  }

  static final Basis ABSENT = new Basis(Kind.ABSENT, null, null, false);
  static final Basis NOTHING = new Basis(Kind.NOTHING, null, null, false);

  static Basis read(@Nullable Bytes value, View view) {
    return new Basis(Kind.READ, value, view, false);
  }

  Basis holding() {
    return held ? this : new Basis(kind, value, view, true);
  }

  static Basis unread(View view) {
    return new Basis(Kind.UNREAD, null, view, false);
  }
}
