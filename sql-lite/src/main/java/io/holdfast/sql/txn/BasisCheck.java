package io.holdfast.sql.txn;

import io.holdfast.runtime.base.Bytes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Decides whether a row still is what a write was computed from; null is no row. */
@FunctionalInterface
interface BasisCheck {
  /**
   * Compares values. A row that was changed and changed back counts as unchanged: the write was
   * computed from the value, and would be computed again to the same.
   */
  BasisCheck BY_VALUE = (key, basis, found) -> Objects.equals(basis, found);

  boolean holds(Bytes key, @Nullable Bytes basis, @Nullable Bytes found);
}
