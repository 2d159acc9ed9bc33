package io.holdfast.sql.type;

/** Form of written intervals. */
public enum IntervalStyle {
  POSTGRES,
  POSTGRES_VERBOSE,
  SQL_STANDARD,
  ISO_8601
}
