package io.holdfast.sql.txn;

import io.holdfast.runtime.base.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What a write relies on.
 *
 * @param value what was read; null for no row; meaningless unless {@link Kind#READ}
 * @param view where it was read; null when nothing was
 */
record Basis(Kind kind, @Nullable Bytes value, @Nullable View view) {
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

  static final Basis ABSENT = new Basis(Kind.ABSENT, null, null);
  static final Basis NOTHING = new Basis(Kind.NOTHING, null, null);

  static Basis read(@Nullable Bytes value, View view) {
    return new Basis(Kind.READ, value, view);
  }

  static Basis unread(View view) {
    return new Basis(Kind.UNREAD, null, view);
  }
}
