package io.holdfast.sql.plan.logical;

/** Which rows of the two sides a join keeps. */
public enum JoinKind {
  INNER,
  LEFT,
  RIGHT,
  FULL,
  /** Left rows that have a partner; only left columns come out. Made by rewriting. */
  SEMI,
  /** Left rows that have none; only left columns come out. Made by rewriting. */
  ANTI
}
