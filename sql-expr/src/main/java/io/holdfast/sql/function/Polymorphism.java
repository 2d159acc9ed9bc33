package io.holdfast.sql.function;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.function.ArgType.Poly;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the place-holder types of a declaration stand for in one call. */
final class Polymorphism {
  private final @Nullable BaseType element;
  private final @Nullable BaseType compatible;
  private final int rowType;

  private Polymorphism(@Nullable BaseType element, @Nullable BaseType compatible, int rowType) {
    this.element = element;
    this.compatible = compatible;
    this.rowType = rowType;
  }

  /** Whether the arguments agree on the types the place-holders stand for. */
  static boolean fits(List<ArgType> params, List<SqlType> args) {
    return solve(params, args) != null;
  }

  /** The types of the call's arguments, place-holders replaced. */
  static List<SqlType> argTypes(List<ArgType> params, List<SqlType> args) {
    Polymorphism solution = Objects.requireNonNull(solve(params, args));
    List<SqlType> types = new ArrayList<>(args.size());
    for (int i = 0; i < args.size(); i++) {
      types.add(solution.typeOf(params.get(i), args.get(i)));
    }
    return List.copyOf(types);
  }

  /** The type of the result. */
  static SqlType resultType(ArgType result, List<ArgType> params, List<SqlType> args) {
    BaseType base = result.base();
    if (base != null) {
      return SqlType.of(base);
    }
    return Objects.requireNonNull(solve(params, args)).typeOf(result, SqlType.UNKNOWN);
  }

  private static @Nullable Polymorphism solve(List<ArgType> params, List<SqlType> args) {
    BaseType element = null;
    int rowType = -1;
    List<SqlType> compatible = new ArrayList<>();
    for (int i = 0; i < args.size(); i++) {
      Poly poly = params.get(i).poly();
      BaseType arg = args.get(i).base();
      if (poly == null || poly == Poly.ANY || arg == BaseType.UNKNOWN) {
        continue;
      }
      BaseType own = poly.isArray() ? arg.element() : arg;
      if (own == null || (poly.isNonArray() && arg.isArray())) {
        return null;
      }
      if (poly.isCompatible()) {
        compatible.add(SqlType.of(own));
      } else if (element != null && element != own) {
        return null;
      } else {
        element = own;
        rowType = own == BaseType.RECORD ? args.get(i).typmod() : -1;
      }
    }
    try {
      return new Polymorphism(
          element, compatible.isEmpty() ? null : CommonType.of(compatible, "").base(), rowType);
    } catch (SqlException noCommonType) {
      return null;
    }
  }

  private SqlType typeOf(ArgType param, SqlType arg) {
    BaseType base = param.base();
    if (base != null) {
      return SqlType.of(base);
    }
    Poly poly = Objects.requireNonNull(param.poly());
    if (poly == Poly.ANY) {
      return arg;
    }
    BaseType own = poly.isCompatible() ? compatible : element;
    if (own == null) {
      if (!poly.isCompatible()) {
        throw new SqlException(
            SqlState.DATATYPE_MISMATCH,
            "could not determine polymorphic type because input has type unknown");
      }
      own = BaseType.TEXT;
    }
    if (!poly.isArray()) {
      return shaped(own);
    }
    // A vector is an array too: it stays what it is.
    if (arg.base().isArray() && arg.base().element() == own) {
      return arg.plain();
    }
    BaseType array = own.array();
    if (array == null) {
      throw new SqlException(
          SqlState.UNDEFINED_OBJECT,
          "could not find array type for data type " + own.displayName());
    }
    return shaped(array);
  }

  /** Rows and arrays of them stay those of their table. */
  private SqlType shaped(BaseType type) {
    return SqlType.of(type).isOfRows() ? new SqlType(type, rowType) : SqlType.of(type);
  }
}
