package io.holdfast.sql.ddl;

import org.jspecify.annotations.Nullable;

/** The default of a column, ready to be computed row by row. */
@FunctionalInterface
public interface DefaultValue {
  /** The value for the next row. */
  @Nullable Object next();
}
