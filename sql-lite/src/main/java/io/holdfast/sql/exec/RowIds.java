package io.holdfast.sql.exec;

/** Hands out hidden row ids. */
@FunctionalInterface
public interface RowIds {
  /** An id that no row of this data has had; ids grow for one caller, with gaps. */
  long next(long dataId);
}
