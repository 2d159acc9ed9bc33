package io.holdfast.sql.function;

import io.holdfast.sql.type.BaseType;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A type in a declaration: a real one or a place-holder.
 *
 * @param base null for a place-holder
 * @param poly null for a real type
 */
record ArgType(@Nullable BaseType base, @Nullable Poly poly) {
  /** Place-holders; those of one family stand for one type in one call. */
  enum Poly {
    ANY,
    ANYELEMENT,
    ANYARRAY,
    ANYNONARRAY,
    ANYCOMPATIBLE,
    ANYCOMPATIBLEARRAY,
    ANYCOMPATIBLENONARRAY;

    boolean isArray() {
      return this == ANYARRAY || this == ANYCOMPATIBLEARRAY;
    }

    boolean isNonArray() {
      return this == ANYNONARRAY || this == ANYCOMPATIBLENONARRAY;
    }

    /** The family that only has to agree on a common type. */
    boolean isCompatible() {
      return this == ANYCOMPATIBLE || this == ANYCOMPATIBLEARRAY || this == ANYCOMPATIBLENONARRAY;
    }
  }

  static ArgType of(BaseType base) {
    return new ArgType(base, null);
  }

  /** Reads a name as in pg_type, e.g. {@code int4}, {@code _text} or {@code anyarray}. */
  static ArgType parse(String name) {
    if (name.startsWith("any")) {
      return new ArgType(null, Poly.valueOf(name.toUpperCase(Locale.ROOT)));
    }
    BaseType base = BaseType.byName(name);
    if (base == null) {
      throw new IllegalArgumentException("no such type: " + name);
    }
    return of(base);
  }

  /** True iff any argument fits without a look at the others. */
  boolean isAny() {
    return poly == Poly.ANY;
  }
}
