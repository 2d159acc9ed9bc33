package io.holdfast.sql.exec;

import org.jspecify.annotations.Nullable;

/** Rows, one at a time. */
public interface RowSource extends AutoCloseable {
  /** The next row, which nobody may change; null after the last, and at every later call. */
  @Nullable Object @Nullable [] next();

  /** Gives back what the source holds. May be called before the last row and more than once. */
  @Override
  void close();
}
