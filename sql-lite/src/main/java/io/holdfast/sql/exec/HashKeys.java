package io.holdfast.sql.exec;

import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.expr.Expr;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.Values;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes objects that equal each other (by {@link Object#equals}) exactly when the keys of two rows
 * are equal in SQL: {@code char(n)} without blanks at its end, zero without a sign.
 */
final class HashKeys {
  /** Stands for NULL where nulls equal each other. */
  private static final Object NULL = "NULL".toCharArray();

  private final List<Expr> exprs;
  private final BaseType[] types;
  private final boolean nullsEqual;

  HashKeys(List<Expr> exprs, boolean nullsEqual) {
    this.exprs = exprs;
    this.types = exprs.stream().map(expr -> expr.type().base()).toArray(BaseType[]::new);
    this.nullsEqual = nullsEqual;
  }

  /** Several values with their hash. */
  private static final class Tuple {
    private final Object[] values;
    private final int hash;

    Tuple(Object[] values) {
      this.values = values;
      this.hash = Arrays.hashCode(values);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Tuple that && hash == that.hash && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  /** The key of a row; null when a value is null and nulls equal nothing. */
  @Nullable Object key(@Nullable Object[] row, EvalContext eval) {
    if (types.length == 1) {
      Object value = exprs.get(0).eval(row, eval);
      return value == null ? nullKey() : normal(types[0], value);
    }
    Object[] values = new Object[types.length];
    for (int i = 0; i < values.length; i++) {
      Object value = exprs.get(i).eval(row, eval);
      if (value == null && !nullsEqual) {
        return null;
      }
      values[i] = value == null ? NULL : normal(types[i], value);
    }
    return new Tuple(values);
  }

  private @Nullable Object nullKey() {
    return nullsEqual ? NULL : null;
  }

  /** The key of values that are at hand, nulls equal to each other. */
  static Object keyOf(@Nullable Object[] values, List<SqlType> types) {
    Object[] normal = new Object[values.length];
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      normal[i] = value == null ? NULL : normal(types.get(i).base(), value);
    }
    return new Tuple(normal);
  }

  /** The key of some columns of a row, nulls equal to each other. */
  static Object keyOf(@Nullable Object[] row, int[] columns, BaseType[] types) {
    if (columns.length == 1) {
      Object value = row[columns[0]];
      return value == null ? NULL : normal(types[0], value);
    }
    Object[] normal = new Object[columns.length];
    for (int i = 0; i < normal.length; i++) {
      Object value = row[columns[i]];
      normal[i] = value == null ? NULL : normal(types[i], value);
    }
    return new Tuple(normal);
  }

  private static Object normal(BaseType type, Object value) {
    if (value instanceof String text) {
      return type == BaseType.BPCHAR ? Values.trimBlanks(text) : text;
    }
    // Adding zero turns -0 into 0.
    return value instanceof Double number ? (Object) (number + 0.0) : value;
  }
}
