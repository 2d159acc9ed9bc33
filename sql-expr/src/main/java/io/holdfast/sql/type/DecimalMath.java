package io.holdfast.sql.type;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Roots, logarithms and powers of numerics. The scale of a result is chosen from an estimate of its
 * size so that at least 16 digits are significant, as PostgreSQL chooses it.
 */
final class DecimalMath {
  private static final double LOG10_E = 0.434294481903252;
  private static final double LN_10 = 2.302585092994046;

  /** Beyond this exponent e to its power is too great, or zero, for every result scale. */
  private static final int MAX_EXPONENT = 6000;

  private static final int GUARD_DIGITS = 10;
  private static final BigDecimal TWO = BigDecimal.valueOf(2);
  private static final BigDecimal NEAR_ONE_FROM = new BigDecimal("0.9");
  private static final BigDecimal NEAR_ONE_TO = new BigDecimal("1.1");

  private DecimalMath() {}

  private static SqlException overflow() {
    return new SqlException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "value overflows numeric format");
  }

  static Decimal sqrt(Decimal number) {
    if (number.signum() < 0) {
      throw new SqlException(
          SqlState.INVALID_ARGUMENT_FOR_POWER, "cannot take square root of a negative number");
    }
    if (!number.isFinite()) {
      return number;
    }
    BigDecimal value = number.toBigDecimal();
    int digitsBefore = Decimal.weight(value) * 2 + 1;
    int scale = Decimal.displayScale(Decimal.MIN_SIGNIFICANT_DIGITS - digitsBefore, number.scale());
    // One digit more than wanted, cut, is enough to round by.
    BigInteger scaled =
        value.movePointRight(2 * (scale + 1)).setScale(0, RoundingMode.DOWN).unscaledValue();
    BigDecimal root = new BigDecimal(scaled.sqrt(), scale + 1);
    return Decimal.of(root.setScale(scale, RoundingMode.HALF_UP));
  }

  static Decimal exp(Decimal number) {
    if (!number.isFinite()) {
      return number.signum() < 0 ? Decimal.ZERO : number;
    }
    BigDecimal value = number.toBigDecimal();
    double estimate = value.doubleValue() * LOG10_E;
    int decimals = (int) Math.max(-2000, Math.min(2000, estimate));
    int scale = Decimal.displayScale(Decimal.MIN_SIGNIFICANT_DIGITS - decimals, number.scale());
    return Decimal.of(exp(value, scale));
  }

  private static BigDecimal exp(BigDecimal value, int scale) {
    double approximate = value.doubleValue();
    if (Math.abs(approximate) >= MAX_EXPONENT) {
      if (approximate > 0) {
        throw overflow();
      }
      return BigDecimal.ZERO.setScale(scale);
    }
    int digits = Math.max(scale + (int) (approximate * LOG10_E), 0) + GUARD_DIGITS;
    return expDigits(value, digits).setScale(scale, RoundingMode.HALF_UP);
  }

  /** e to the power of {@code value} with so many significant digits. */
  private static BigDecimal expDigits(BigDecimal value, int digits) {
    int halvings = Math.max(0, Math.getExponent(value.doubleValue()) + 6);
    MathContext context = new MathContext(digits + halvings / 3 + GUARD_DIGITS);
    BigDecimal small = value.divide(new BigDecimal(BigInteger.ONE.shiftLeft(halvings)), context);
    BigDecimal sum = BigDecimal.ONE;
    BigDecimal term = BigDecimal.ONE;
    for (int i = 1; term.signum() != 0; i++) {
      term = term.multiply(small, context).divide(BigDecimal.valueOf(i), context);
      BigDecimal next = sum.add(term, context);
      if (next.compareTo(sum) == 0) {
        break;
      }
      sum = next;
    }
    for (int i = 0; i < halvings; i++) {
      sum = sum.multiply(sum, context);
    }
    return sum;
  }

  static Decimal ln(Decimal number) {
    checkLogarithm(number);
    if (!number.isFinite()) {
      return number;
    }
    BigDecimal value = number.toBigDecimal();
    int scale =
        Decimal.displayScale(Decimal.MIN_SIGNIFICANT_DIGITS - logarithmSize(value), number.scale());
    return Decimal.of(lnScale(value, scale + 1).setScale(scale, RoundingMode.HALF_UP));
  }

  private static void checkLogarithm(Decimal number) {
    if (number.signum() < 0) {
      throw new SqlException(
          SqlState.INVALID_ARGUMENT_FOR_LOG, "cannot take logarithm of a negative number");
    }
    if (number.signum() == 0 && !number.isNaN()) {
      throw new SqlException(SqlState.INVALID_ARGUMENT_FOR_LOG, "cannot take logarithm of zero");
    }
  }

  /** The natural logarithm as a double, also of numbers that no double can hold. */
  private static double lnEstimate(BigDecimal value) {
    int exponent = value.precision() - value.scale() - 1;
    double mantissa = value.scaleByPowerOfTen(-exponent).doubleValue();
    return Math.log(mantissa) + exponent * LN_10;
  }

  /** Decimal exponent of the logarithm's first digit, more or less. */
  private static int logarithmSize(BigDecimal value) {
    if (value.signum() <= 0) {
      return 0;
    }
    if (value.compareTo(NEAR_ONE_FROM) >= 0 && value.compareTo(NEAR_ONE_TO) <= 0) {
      BigDecimal distance = value.subtract(BigDecimal.ONE);
      if (distance.signum() == 0) {
        return 0;
      }
      return Decimal.weight(distance) * 4 + (int) Math.log10(Decimal.firstDigit(distance));
    }
    return (int) Math.log10(Math.abs(lnEstimate(value)));
  }

  /** The natural logarithm with at least {@code scale} right digits behind the point. */
  private static BigDecimal lnScale(BigDecimal value, int scale) {
    if (value.compareTo(BigDecimal.ONE) == 0) {
      return BigDecimal.ZERO;
    }
    MathContext context = new MathContext(scale + 2 * GUARD_DIGITS);
    int exponent = value.precision() - value.scale() - 1;
    BigDecimal mantissa = value.scaleByPowerOfTen(-exponent);
    BigDecimal result = lnNear(mantissa, context);
    if (exponent != 0) {
      BigDecimal ten = lnNear(BigDecimal.TEN, context);
      result = result.add(ten.multiply(BigDecimal.valueOf(exponent)), context);
    }
    return result;
  }

  /** The logarithm of a number of 0.1 to 10: each step triples the digits that are right. */
  private static BigDecimal lnNear(BigDecimal value, MathContext context) {
    BigDecimal result = new BigDecimal(Math.log(value.doubleValue()));
    for (int right = 14; right < 3 * context.getPrecision(); right *= 3) {
      BigDecimal power = expDigits(result, context.getPrecision());
      BigDecimal step = TWO.multiply(value.subtract(power)).divide(value.add(power), context);
      result = result.add(step, context);
    }
    return result;
  }

  static Decimal log(Decimal base, Decimal number) {
    if (base.isNaN() || number.isNaN()) {
      return Decimal.NAN;
    }
    checkLogarithm(base);
    checkLogarithm(number);
    if (!base.isFinite()) {
      return number.isFinite() ? Decimal.ZERO : Decimal.NAN;
    }
    if (!number.isFinite()) {
      return number;
    }
    BigDecimal baseValue = base.toBigDecimal();
    BigDecimal value = number.toBigDecimal();
    int size = logarithmSize(value) - logarithmSize(baseValue);
    int scale =
        Decimal.displayScale(
            Math.max(Decimal.MIN_SIGNIFICANT_DIGITS - size, base.scale()), number.scale());
    BigDecimal lnBase = lnScale(baseValue, scale + GUARD_DIGITS - logarithmSize(baseValue));
    if (lnBase.signum() == 0) {
      throw new SqlException(SqlState.DIVISION_BY_ZERO, "division by zero");
    }
    BigDecimal lnValue = lnScale(value, scale + GUARD_DIGITS);
    return Decimal.of(lnValue.divide(lnBase, scale, RoundingMode.HALF_UP));
  }

  static Decimal power(Decimal base, Decimal exponent) {
    if (base.isNaN() || exponent.isNaN()) {
      boolean one = base.equals(Decimal.ONE) || (!exponent.isNaN() && exponent.signum() == 0);
      return one ? Decimal.ONE : Decimal.NAN;
    }
    if (base.signum() == 0 && exponent.signum() < 0) {
      throw new SqlException(
          SqlState.INVALID_ARGUMENT_FOR_POWER, "zero raised to a negative power is undefined");
    }
    if (base.signum() < 0 && exponent.isFinite() && !isInteger(exponent.toBigDecimal())) {
      throw new SqlException(
          SqlState.INVALID_ARGUMENT_FOR_POWER,
          "a negative number raised to a non-integer power yields a complex result");
    }
    if (!base.isFinite() || !exponent.isFinite()) {
      return infinitePower(base, exponent);
    }
    BigDecimal by = exponent.toBigDecimal();
    if (isInteger(by) && by.abs().compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) <= 0) {
      return Decimal.of(integerPower(base.toBigDecimal(), by.intValue()));
    }
    return Decimal.of(realPower(base.toBigDecimal(), by));
  }

  private static boolean isInteger(BigDecimal value) {
    return value.signum() == 0 || value.stripTrailingZeros().scale() <= 0;
  }

  private static Decimal infinitePower(Decimal base, Decimal exponent) {
    if (base.equals(Decimal.ONE) || exponent.signum() == 0) {
      return Decimal.ONE;
    }
    if (base.isFinite()) {
      int size = base.abs().compareTo(Decimal.ONE);
      if (size == 0) {
        return Decimal.ONE;
      }
      return size > 0 == exponent.signum() > 0 ? Decimal.POSITIVE_INFINITY : Decimal.ZERO;
    }
    if (exponent.signum() < 0) {
      return Decimal.ZERO;
    }
    boolean odd = exponent.isFinite() && exponent.toBigDecimal().toBigInteger().testBit(0);
    return base.signum() < 0 && odd ? Decimal.NEGATIVE_INFINITY : Decimal.POSITIVE_INFINITY;
  }

  private static BigDecimal integerPower(BigDecimal base, int exponent) {
    int scale = Decimal.displayScale(Decimal.MIN_SIGNIFICANT_DIGITS, base.scale());
    if (exponent == 0) {
      return BigDecimal.ONE.setScale(scale);
    }
    if (base.signum() == 0) {
      return BigDecimal.ZERO.setScale(scale);
    }
    double decimals = exponent * lnEstimate(base.abs()) * LOG10_E;
    if (decimals > Decimal.MAX_INTEGER_DIGITS + 1) {
      throw overflow();
    }
    if (decimals < -scale - 1) {
      return BigDecimal.ZERO.setScale(scale);
    }
    int digits = scale + (int) Math.max(decimals, 0) + 2 * GUARD_DIGITS;
    BigDecimal result = powerDigits(base, Math.abs((long) exponent), new MathContext(digits));
    if (exponent < 0) {
      return BigDecimal.ONE.divide(result, scale, RoundingMode.HALF_UP);
    }
    return result.setScale(scale, RoundingMode.HALF_UP);
  }

  private static BigDecimal powerDigits(BigDecimal base, long exponent, MathContext context) {
    BigDecimal result = BigDecimal.ONE;
    BigDecimal square = base;
    for (long rest = exponent; rest > 0; rest >>= 1) {
      if ((rest & 1) != 0) {
        result = result.multiply(square, context);
      }
      if (rest > 1) {
        square = square.multiply(square, context);
      }
    }
    return result;
  }

  private static BigDecimal realPower(BigDecimal base, BigDecimal exponent) {
    if (base.signum() == 0) {
      return BigDecimal.ZERO.setScale(Decimal.MIN_SIGNIFICANT_DIGITS);
    }
    BigDecimal positive = base.abs();
    double estimate = lnEstimate(positive) * exponent.doubleValue();
    if (Math.abs(estimate) > MAX_EXPONENT * 1.003) {
      if (estimate > 0) {
        throw overflow();
      }
      return BigDecimal.ZERO.setScale(Decimal.MAX_DISPLAY_SCALE);
    }
    int decimals = (int) (estimate * LOG10_E);
    int scale =
        Decimal.displayScale(
            Math.max(Decimal.MIN_SIGNIFICANT_DIGITS - decimals, base.scale()), exponent.scale());
    int digits = scale + Math.max(decimals, 0) + GUARD_DIGITS;
    BigDecimal logarithm = lnScale(positive, digits + exponent.precision());
    BigDecimal result = exp(logarithm.multiply(exponent), scale);
    boolean odd = exponent.toBigInteger().testBit(0);
    return base.signum() < 0 && odd ? result.negate() : result;
  }
}
