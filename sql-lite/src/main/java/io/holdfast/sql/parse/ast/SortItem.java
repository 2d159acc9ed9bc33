package io.holdfast.sql.parse.ast;

import org.jspecify.annotations.Nullable;

/**
 * One item of an ORDER BY.
 *
 * @param usingOperator the operator after USING, null otherwise
 */
public record SortItem(
    Expression expression,
    Direction direction,
    Nulls nulls,
    @Nullable String usingOperator,
    int pos)
    implements Node {
  /** What was written after the expression. */
  public enum Direction {
    DEFAULT,
    ASC,
    DESC,
    USING
  }

  /** Where NULL goes. */
  public enum Nulls {
    DEFAULT,
    FIRST,
    LAST
  }

  /** Whether larger values come first. */
  public boolean descending() {
    return direction == Direction.DESC;
  }

  /** Whether NULL comes first, with PostgreSQL's default (NULL is larger than everything). */
  public boolean nullsFirst() {
    return nulls == Nulls.DEFAULT ? descending() : nulls == Nulls.FIRST;
  }
}
