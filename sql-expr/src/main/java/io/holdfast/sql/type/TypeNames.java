package io.holdfast.sql.type;

import io.holdfast.sql.error.SqlException;
import java.util.List;

/** Names of types as SQL writes them. */
public final class TypeNames {
  private TypeNames() {}

  /** The name with its modifier, e.g. {@code character varying(3)} (function format_type). */
  public static String format(SqlType type) {
    return type.base().displayName();
  }

  /**
   * The type of a name as the parser read it, folded to lower case unless quoted. Words of one name
   * may come as one part ({@code double precision}) or as several.
   *
   * @param nameParts e.g. {@code [pg_catalog, int4]}, {@code [numeric]}, {@code [character,
   *     varying]}
   * @param typmods the numbers in parentheses. For interval: {@code (p)} is {p}; a range of fields
   *     is {mask} above 6 as PostgreSQL's INTERVAL_MASK, with the precision behind it
   * @throws SqlException 42704, 22023
   */
  public static SqlType resolve(List<String> nameParts, int... typmods) {
    throw new UnsupportedOperationException(nameParts.toString() + typmods.length);
  }
}
