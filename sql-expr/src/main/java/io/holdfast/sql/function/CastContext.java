package io.holdfast.sql.function;

/** Where a cast stands; what is allowed grows from one to the next. */
public enum CastContext {
  /** An operand or argument. */
  IMPLICIT,
  /** A value stored into a column. */
  ASSIGNMENT,
  /** Written by the user. */
  EXPLICIT
}
