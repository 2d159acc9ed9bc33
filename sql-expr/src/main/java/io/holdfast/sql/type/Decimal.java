package io.holdfast.sql.type;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * A value of type {@code numeric}: a decimal number with a display scale, or NaN or an infinity.
 *
 * <p>Equality and order ignore the scale ({@code 1.0 = 1.00}); NaN equals itself and is greater
 * than everything. Arithmetic follows PostgreSQL, above all in the scale of a result. Immutable.
 */
public final class Decimal implements Comparable<Decimal> {
  /** Most digits behind the point of a result whose scale we choose. */
  static final int MAX_DISPLAY_SCALE = 1000;

  /** Significant digits that a quotient or a transcendental function keeps at least. */
  static final int MIN_SIGNIFICANT_DIGITS = 16;

  /** Most digits behind the point that are stored at all. */
  static final int MAX_SCALE = 16383;

  /** Most digits before the point: the weight of base-10000 digits is a 16-bit number. */
  static final int MAX_INTEGER_DIGITS = 131072;

  /** Not a number. */
  public static final Decimal NAN = new Decimal(null, 2);

  /** Infinity. */
  public static final Decimal POSITIVE_INFINITY = new Decimal(null, 1);

  /** -Infinity. */
  public static final Decimal NEGATIVE_INFINITY = new Decimal(null, -1);

  /** 0. */
  public static final Decimal ZERO = new Decimal(BigDecimal.ZERO, 0);

  /** 1. */
  public static final Decimal ONE = new Decimal(BigDecimal.ONE, 0);

  private static final int NAN_RANK = 2;
  private static final BigDecimal LONG_MIN = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal LONG_MAX = BigDecimal.valueOf(Long.MAX_VALUE);

  private final @Nullable BigDecimal value;

  /** For values that are not finite: -1, 1 for the infinities, 2 for NaN. */
  private final int special;

  private Decimal(@Nullable BigDecimal value, int special) {
    this.value = value;
    this.special = special;
  }

  /** An integer, scale 0. */
  public static Decimal of(long value) {
    return new Decimal(BigDecimal.valueOf(value), 0);
  }

  /** {@code unscaled * 10^-scale} with that display scale. */
  public static Decimal of(long unscaled, int scale) {
    return of(BigDecimal.valueOf(unscaled, scale));
  }

  /**
   * The number with its scale (a negative scale becomes 0).
   *
   * @throws SqlException 22003 when the number has too many digits
   */
  public static Decimal of(BigDecimal value) {
    BigDecimal bounded = value;
    if ((long) bounded.precision() - bounded.scale() > MAX_INTEGER_DIGITS
        && bounded.signum() != 0) {
      throw new SqlException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "value overflows numeric format");
    }
    if (bounded.scale() < 0) {
      bounded = bounded.setScale(0);
    } else if (bounded.scale() > MAX_SCALE) {
      bounded = bounded.setScale(MAX_SCALE, RoundingMode.HALF_UP);
    }
    return new Decimal(bounded, 0);
  }

  /** What a cast of a float8 gives: the 15 digits that a double is sure of. */
  public static Decimal ofDouble(double value) {
    return ofBinary(value, 15);
  }

  /** What a cast of a float4 gives: 6 digits. */
  public static Decimal ofFloat(double value) {
    return ofBinary(value, 6);
  }

  private static Decimal ofBinary(double value, int digits) {
    if (Double.isNaN(value)) {
      return NAN;
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? POSITIVE_INFINITY : NEGATIVE_INFINITY;
    }
    if (value == 0) {
      return ZERO;
    }
    BigDecimal exact =
        new BigDecimal(value)
            .round(new java.math.MathContext(digits, RoundingMode.HALF_EVEN))
            .stripTrailingZeros();
    return of(exact);
  }

  /**
   * Reads {@code 12.50}, {@code -1e3}, {@code NaN}, {@code Infinity}; blanks around it are ignored.
   *
   * @throws SqlException 22P02 or 22003
   */
  public static Decimal parse(String text) {
    return NumberText.parseDecimal(text);
  }

  /** True for numbers, false for NaN and the infinities. */
  public boolean isFinite() {
    return value != null;
  }

  /** True for NaN alone. */
  public boolean isNaN() {
    return special == NAN_RANK;
  }

  /** True for the two infinities. */
  public boolean isInfinite() {
    return special == 1 || special == -1;
  }

  /** The number; only of a finite value. */
  public BigDecimal toBigDecimal() {
    if (value == null) {
      throw new IllegalStateException("no number: " + this);
    }
    return value;
  }

  /** Digits behind the point that are shown; 0 for NaN and the infinities. */
  public int scale() {
    return value == null ? 0 : value.scale();
  }

  /** -1, 0, 1; NaN answers 0. */
  public int signum() {
    if (value != null) {
      return value.signum();
    }
    return special == NAN_RANK ? 0 : special;
  }

  /** Sum; scale is the greater one. */
  public Decimal add(Decimal other) {
    if (value == null || other.value == null) {
      if (isNaN() || other.isNaN() || special == -other.special) {
        return NAN;
      }
      return value == null ? this : other;
    }
    return of(value.add(other.value));
  }

  /** Difference; scale is the greater one. */
  public Decimal subtract(Decimal other) {
    if (value == null || other.value == null) {
      return add(other.negate());
    }
    return of(value.subtract(other.value));
  }

  /** Product; scale is the sum of both. */
  public Decimal multiply(Decimal other) {
    if (value == null || other.value == null) {
      int sign = signum() * other.signum();
      if (sign == 0) {
        return NAN;
      }
      return sign > 0 ? POSITIVE_INFINITY : NEGATIVE_INFINITY;
    }
    return of(value.multiply(other.value));
  }

  /**
   * Quotient, rounded half away from zero to at least 16 significant digits.
   *
   * @throws SqlException 22012
   */
  public Decimal divide(Decimal other) {
    if (value == null || other.value == null) {
      if (isNaN() || other.isNaN()) {
        return NAN;
      }
      if (value != null) {
        return ZERO;
      }
      if (other.value == null) {
        return NAN;
      }
      checkDivisor(other);
      return special * other.signum() > 0 ? POSITIVE_INFINITY : NEGATIVE_INFINITY;
    }
    checkDivisor(other);
    int scale = quotientScale(value, other.value);
    return of(value.divide(other.value, scale, RoundingMode.HALF_UP));
  }

  /**
   * Quotient cut to an integer (function div).
   *
   * @throws SqlException 22012
   */
  public Decimal divideToInteger(Decimal other) {
    if (value == null || other.value == null) {
      return divide(other);
    }
    checkDivisor(other);
    return of(value.divide(other.value, 0, RoundingMode.DOWN));
  }

  /**
   * Remainder with the sign of this; scale is the greater one.
   *
   * @throws SqlException 22012
   */
  public Decimal remainder(Decimal other) {
    if (value == null || other.value == null) {
      if (isNaN() || other.isNaN()) {
        return NAN;
      }
      if (value != null) {
        return this;
      }
      if (other.value != null) {
        checkDivisor(other);
      }
      return NAN;
    }
    checkDivisor(other);
    int scale = Math.max(value.scale(), other.value.scale());
    return of(value.remainder(other.value).setScale(scale));
  }

  private static void checkDivisor(Decimal divisor) {
    if (divisor.signum() == 0) {
      throw new SqlException(SqlState.DIVISION_BY_ZERO, "division by zero");
    }
  }

  private static int quotientScale(BigDecimal dividend, BigDecimal divisor) {
    int weight = weight(dividend) - weight(divisor);
    if (firstDigit(dividend) <= firstDigit(divisor)) {
      weight--;
    }
    int scale = MIN_SIGNIFICANT_DIGITS - weight * 4;
    return displayScale(Math.max(scale, dividend.scale()), divisor.scale());
  }

  /** The greater scale inside of the limits of a chosen scale. */
  static int displayScale(int wanted, int atLeast) {
    return Math.min(Math.max(Math.max(wanted, atLeast), 0), MAX_DISPLAY_SCALE);
  }

  /** Exponent of the first base-10000 digit; PostgreSQL counts the scale of results in these. */
  static int weight(BigDecimal number) {
    return number.signum() == 0 ? 0 : Math.floorDiv(number.precision() - number.scale() - 1, 4);
  }

  /** The first base-10000 digit; 0 for zero. */
  static int firstDigit(BigDecimal number) {
    if (number.signum() == 0) {
      return 0;
    }
    return number
        .abs()
        .scaleByPowerOfTen(-4 * weight(number))
        .setScale(0, RoundingMode.DOWN)
        .intValueExact();
  }

  /** The value with the other sign. */
  public Decimal negate() {
    if (value != null) {
      return new Decimal(value.negate(), 0);
    }
    if (isNaN()) {
      return this;
    }
    return special > 0 ? NEGATIVE_INFINITY : POSITIVE_INFINITY;
  }

  /** The value without its sign. */
  public Decimal abs() {
    if (value != null) {
      return value.signum() < 0 ? negate() : this;
    }
    return isNaN() ? this : POSITIVE_INFINITY;
  }

  /** Rounded half away from zero to {@code digits} behind (negative: before) the point. */
  public Decimal round(int digits) {
    return toScale(digits, RoundingMode.HALF_UP);
  }

  /** Cut to {@code digits} behind (negative: before) the point. */
  public Decimal trunc(int digits) {
    return toScale(digits, RoundingMode.DOWN);
  }

  /** Smallest integer not below this. */
  public Decimal ceil() {
    return toScale(0, RoundingMode.CEILING);
  }

  /** Greatest integer not above this. */
  public Decimal floor() {
    return toScale(0, RoundingMode.FLOOR);
  }

  private Decimal toScale(int digits, RoundingMode mode) {
    if (value == null) {
      return this;
    }
    int bounded = Math.max(-2000, Math.min(2000, digits));
    return value.scale() == bounded ? this : of(value.setScale(bounded, mode));
  }

  /** This without the zeros at the end of its fraction (function trim_scale). */
  public Decimal trimScale() {
    if (value == null) {
      return this;
    }
    return of(value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros());
  }

  /**
   * Square root.
   *
   * @throws SqlException 2201F
   */
  public Decimal sqrt() {
    return DecimalMath.sqrt(this);
  }

  /** e to the power of this. */
  public Decimal exp() {
    return DecimalMath.exp(this);
  }

  /**
   * Natural logarithm.
   *
   * @throws SqlException 2201E
   */
  public Decimal ln() {
    return DecimalMath.ln(this);
  }

  /**
   * Logarithm of {@code number} to the base of this.
   *
   * @throws SqlException 2201E
   */
  public Decimal log(Decimal number) {
    return DecimalMath.log(this, number);
  }

  /**
   * This to the power of {@code exponent}.
   *
   * @throws SqlException 2201F, 22003
   */
  public Decimal power(Decimal exponent) {
    return DecimalMath.power(this, exponent);
  }

  /**
   * Rounded half away from zero to an integer of one of the integer types.
   *
   * @throws SqlException 22003 {@code integer out of range}; 0A000 for NaN and the infinities
   */
  public long toInteger(BaseType target) {
    if (value == null) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "cannot convert " + (isNaN() ? "NaN" : "infinity") + " to " + target.displayName());
    }
    BigDecimal whole = value.setScale(0, RoundingMode.HALF_UP);
    if (whole.compareTo(LONG_MIN) < 0 || whole.compareTo(LONG_MAX) > 0) {
      throw NumberText.outOfRange(target);
    }
    return NumberText.checkRange(whole.longValue(), target);
  }

  /**
   * The nearest double.
   *
   * @throws SqlException 22003 when it is beyond the range of a double
   */
  public double toDouble() {
    if (value == null) {
      if (isNaN()) {
        return Double.NaN;
      }
      return special > 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }
    double nearest = value.doubleValue();
    if (Double.isInfinite(nearest) || (nearest == 0 && value.signum() != 0)) {
      throw new SqlException(
          SqlState.NUMERIC_VALUE_OUT_OF_RANGE,
          "\"" + this + "\" is out of range for type double precision");
    }
    return nearest;
  }

  /** The number of units of the last shown digit. */
  BigInteger unscaled() {
    return toBigDecimal().unscaledValue();
  }

  @Override
  public int compareTo(Decimal other) {
    if (value != null && other.value != null) {
      return value.compareTo(other.value);
    }
    return Integer.compare(special, other.special);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Decimal that && compareTo(that) == 0;
  }

  /** Equal numbers of different scale hash alike. */
  @Override
  public int hashCode() {
    if (value == null) {
      return special;
    }
    return value.signum() == 0 ? 0 : value.stripTrailingZeros().hashCode();
  }

  /** The text form, all digits of the scale. */
  @Override
  public String toString() {
    if (value != null) {
      return value.toPlainString();
    }
    if (isNaN()) {
      return "NaN";
    }
    return special > 0 ? "Infinity" : "-Infinity";
  }
}
