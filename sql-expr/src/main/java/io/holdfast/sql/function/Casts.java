package io.holdfast.sql.function;

import io.holdfast.sql.expr.Conversion;
import io.holdfast.sql.type.BaseType;
import org.jspecify.annotations.Nullable;

/** Which type becomes which, and where (pg_cast and the rules around it). */
public final class Casts {
  /**
   * A way from one type to another.
   *
   * @param conversion null when only the label changes
   */
  public record Path(@Nullable Conversion conversion) {
    static final Path RELABEL = new Path(null);
  }

  private static final CastTable TABLE = CastTable.build();

  private Casts() {}

  /** The way from one type to another where such casts are allowed, null when there is none. */
  public static @Nullable Path find(BaseType from, BaseType to, CastContext context) {
    if (from == to) {
      return Path.RELABEL;
    }
    Path direct = TABLE.find(from, to, context);
    if (direct != null || TABLE.has(from, to)) {
      return direct;
    }
    BaseType element = from.element();
    BaseType target = to.element();
    if (element != null && target != null) {
      return to == BaseType.INT2VECTOR || to == BaseType.OIDVECTOR
          ? viaText(from, to, context)
          : elements(element, target, context);
    }
    return viaText(from, to, context);
  }

  private static @Nullable Path elements(BaseType from, BaseType to, CastContext context) {
    Path each = find(from, to, context);
    if (each == null) {
      return null;
    }
    Conversion conversion = each.conversion();
    return new Path(
        conversion == null ? Conversions.RELABEL_ARRAY : Conversions.arrayOf(conversion));
  }

  /** Every type has a text form: to text where values are assigned, from text when asked for. */
  private static @Nullable Path viaText(BaseType from, BaseType to, CastContext context) {
    if (context != CastContext.IMPLICIT && to.category() == 'S') {
      return Conversions.toText(from);
    }
    if (context == CastContext.EXPLICIT && from.category() == 'S') {
      return Conversions.fromText(to);
    }
    return null;
  }

  /** Whether a value of one type may stand where the other is wanted. */
  public static boolean canCoerce(BaseType from, BaseType to, CastContext context) {
    return from == to
        || to == BaseType.ANY
        || from == BaseType.UNKNOWN
        || find(from, to, context) != null;
  }

  /** True iff values of both types look alike in memory and the cast is implicit. */
  public static boolean isBinaryCoercible(BaseType from, BaseType to) {
    Path path = find(from, to, CastContext.IMPLICIT);
    return path != null && path.conversion() == null;
  }
}
