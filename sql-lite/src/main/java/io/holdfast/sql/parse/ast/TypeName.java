package io.holdfast.sql.parse.ast;

import java.util.List;

/**
 * A type as written.
 *
 * @param names name parts; types with a grammar of their own come as {@code pg_catalog.<name>} (int
 *     is pg_catalog.int4, char is pg_catalog.bpchar, timestamp with time zone is
 *     pg_catalog.timestamptz); others as the user wrote them
 * @param typmods the modifiers in parentheses, mostly integer literals (never lifted); interval
 *     fields come as PostgreSQL's mask, then the precision; char and bit without a length have 1
 * @param arrayBounds one entry per dimension, -1 when no bound was given; empty for no array
 * @param setOf whether SETOF was written
 */
public record TypeName(
    List<String> names, List<Expression> typmods, List<Integer> arrayBounds, boolean setOf, int pos)
    implements Node {
  /** The last part. */
  public String name() {
    return names.get(names.size() - 1);
  }

  /** Whether it is an array of the named type. */
  public boolean isArray() {
    return !arrayBounds.isEmpty();
  }
}
