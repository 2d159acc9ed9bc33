package io.holdfast.sql.function;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The type of UNION, CASE, COALESCE, VALUES, ARRAY, IN, GREATEST (PostgreSQL, chapter 10.5). */
public final class CommonType {
  private CommonType() {}

  /**
   * The type all can become.
   *
   * @param construct for the message, e.g. {@code CASE}
   * @throws SqlException 42804 {@code CASE types integer and text cannot be matched}
   */
  public static SqlType of(List<SqlType> types, String construct) {
    SqlType first = types.get(0);
    boolean sameBase = true;
    boolean sameType = true;
    for (SqlType type : types) {
      sameBase &= type.base() == first.base();
      sameType &= type.equals(first);
    }
    if (sameType && !first.is(BaseType.UNKNOWN)) {
      return first;
    }
    if (sameBase && !first.is(BaseType.UNKNOWN)) {
      return SqlType.of(first.base());
    }
    BaseType chosen = BaseType.UNKNOWN;
    for (SqlType type : types) {
      chosen = next(chosen, type.base(), construct);
    }
    if (chosen == BaseType.UNKNOWN) {
      return SqlType.TEXT;
    }
    requireCasts(types, chosen, construct);
    return modifierOf(types, chosen);
  }

  /** The running choice after one more type. */
  private static BaseType next(BaseType chosen, BaseType type, String construct) {
    if (type == BaseType.UNKNOWN || type == chosen) {
      return chosen;
    }
    if (chosen == BaseType.UNKNOWN) {
      return type;
    }
    if (type.category() != chosen.category()) {
      throw new SqlException(
          SqlState.DATATYPE_MISMATCH,
          construct
              + " types "
              + chosen.displayName()
              + " and "
              + type.displayName()
              + " cannot be matched");
    }
    boolean forward = Casts.canCoerce(chosen, type, CastContext.IMPLICIT);
    return !chosen.isPreferred() && forward && !Casts.canCoerce(type, chosen, CastContext.IMPLICIT)
        ? type
        : chosen;
  }

  private static void requireCasts(List<SqlType> types, BaseType chosen, String construct) {
    for (SqlType type : types) {
      if (!Casts.canCoerce(type.base(), chosen, CastContext.IMPLICIT)) {
        throw new SqlException(
            SqlState.CANNOT_COERCE,
            construct
                + " could not convert type "
                + type.base().displayName()
                + " to "
                + chosen.displayName());
      }
    }
  }

  /** A modifier stays when all have the type and the modifier; literals have no say about rows. */
  private static SqlType modifierOf(List<SqlType> types, BaseType chosen) {
    @Nullable Integer typmod = null;
    for (SqlType type : types) {
      if (type.is(BaseType.UNKNOWN) && SqlType.of(chosen).isOfRows()) {
        continue;
      }
      if (type.base() != chosen || (typmod != null && type.typmod() != typmod)) {
        return SqlType.of(chosen);
      }
      typmod = type.typmod();
    }
    return new SqlType(chosen, typmod == null ? -1 : typmod);
  }
}
