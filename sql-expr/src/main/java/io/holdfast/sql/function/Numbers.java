package io.holdfast.sql.function;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.type.BaseType;

/** Ranges of numbers and what is said when they are left. */
final class Numbers {
  private static final long OID_MAX = 0xFFFF_FFFFL;

  private Numbers() {}

  static SqlException outOfRange(String typeName) {
    return new SqlException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, typeName + " out of range");
  }

  static SqlException divisionByZero() {
    return new SqlException(SqlState.DIVISION_BY_ZERO, "division by zero");
  }

  static Long int2(long value) {
    if (value != (short) value) {
      throw outOfRange("smallint");
    }
    return value;
  }

  static Long int4(long value) {
    if (value != (int) value) {
      throw outOfRange("integer");
    }
    return value;
  }

  static Long oid(long value) {
    if (value < 0 || value > OID_MAX) {
      throw outOfRange("OID");
    }
    return value;
  }

  static Double float4(double value) {
    float single = (float) value;
    if (Float.isInfinite(single) && !Double.isInfinite(value)) {
      throw new SqlException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "value out of range: overflow");
    }
    if (single == 0 && value != 0) {
      throw new SqlException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "value out of range: underflow");
    }
    return (double) single;
  }

  /** The nearest integer, halves to the even one, within the type. */
  static Long round(double value, BaseType target) {
    double rounded = Math.rint(value);
    double limit =
        switch (target) {
          case INT2 -> 0x1p15;
          case INT4 -> 0x1p31;
          default -> 0x1p63;
        };
    if (Double.isNaN(rounded) || rounded < -limit || rounded >= limit) {
      throw outOfRange(target.displayName());
    }
    return (long) rounded;
  }
}
