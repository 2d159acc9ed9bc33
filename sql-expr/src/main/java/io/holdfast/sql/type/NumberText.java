package io.holdfast.sql.type;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.math.BigDecimal;
import java.util.Locale;

/** Text forms of integers, floating point numbers and numerics. */
final class NumberText {
  /** PostgreSQL bounds the exponent so that arithmetic on it cannot overflow. */
  private static final int MAX_EXPONENT = Integer.MAX_VALUE / 2;

  /** Digits of a literal, more of which no numeric can hold. */
  private static final int MAX_DIGITS = Decimal.MAX_INTEGER_DIGITS + Decimal.MAX_SCALE;

  private NumberText() {}

  static SqlException invalid(String typeName, String text) {
    return new SqlException(
        SqlState.INVALID_TEXT_REPRESENTATION,
        "invalid input syntax for type " + typeName + ": \"" + text + "\"");
  }

  static SqlException outOfRange(BaseType type) {
    return new SqlException(
        SqlState.NUMERIC_VALUE_OUT_OF_RANGE, type.displayName() + " out of range");
  }

  private static SqlException textOutOfRange(String text, BaseType type) {
    return new SqlException(
        SqlState.NUMERIC_VALUE_OUT_OF_RANGE,
        "value \"" + text + "\" is out of range for type " + type.displayName());
  }

  static boolean inRange(long value, BaseType type) {
    return switch (type) {
      case INT2 -> value == (short) value;
      case INT4 -> value == (int) value;
      case INT8 -> true;
      default -> value >= 0 && value <= 0xFFFF_FFFFL;
    };
  }

  static long checkRange(long value, BaseType type) {
    if (!inRange(value, type)) {
      throw type == BaseType.INT2 || type == BaseType.INT4
          ? outOfRange(type)
          : new SqlException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "OID out of range");
    }
    return value;
  }

  static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  /** The text without white space (ASCII only) at both ends. */
  static String trim(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isSpace(text.charAt(from))) {
      from++;
    }
    while (to > from && isSpace(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  /** Reads an int2, int4 or int8. */
  static long parseInteger(String text, BaseType type) {
    int at = 0;
    int end = text.length();
    while (at < end && isSpace(text.charAt(at))) {
      at++;
    }
    while (end > at && isSpace(text.charAt(end - 1))) {
      end--;
    }
    boolean negative = at < end && text.charAt(at) == '-';
    if (at < end && (negative || text.charAt(at) == '+')) {
      at++;
    }
    if (at == end) {
      throw invalid(type.displayName(), text);
    }
    // Collected as a negative number: it has one value more.
    long value = 0;
    boolean overflow = false;
    for (; at < end; at++) {
      int digit = text.charAt(at) - '0';
      if (digit < 0 || digit > 9) {
        throw invalid(type.displayName(), text);
      }
      overflow |= value < (Long.MIN_VALUE + digit) / 10;
      value = value * 10 - digit;
    }
    if (overflow || (!negative && value == Long.MIN_VALUE)) {
      throw textOutOfRange(text, type);
    }
    long signed = negative ? value : -value;
    if (!inRange(signed, type)) {
      throw textOutOfRange(text, type);
    }
    return signed;
  }

  /** Reads an oid: unsigned 32 bits; a negative number stands for its two's complement. */
  static long parseOid(String text) {
    String trimmed = trim(text);
    boolean negative = trimmed.startsWith("-");
    String digits = negative || trimmed.startsWith("+") ? trimmed.substring(1) : trimmed;
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw invalid("oid", text);
    }
    long value = digits.length() > 10 ? Long.MAX_VALUE : Long.parseLong(digits);
    if (value > (negative ? 0x8000_0000L : 0xFFFF_FFFFL)) {
      throw textOutOfRange(text, BaseType.OID);
    }
    return negative ? -value & 0xFFFF_FFFFL : value;
  }

  /** Reads a numeric. */
  static Decimal parseDecimal(String text) {
    String trimmed = trim(text);
    Decimal special = specialDecimal(trimmed);
    if (special != null) {
      return special;
    }
    int exponentAt = checkNumber(trimmed, text);
    String mantissa = exponentAt < 0 ? trimmed : trimmed.substring(0, exponentAt);
    long exponent = exponentAt < 0 ? 0 : exponent(trimmed.substring(exponentAt + 1), text);
    if (mantissa.length() > MAX_DIGITS + 2) {
      throw overflow();
    }
    BigDecimal digits = new BigDecimal(mantissa);
    long scale = digits.scale() - exponent;
    if (scale > Decimal.MAX_SCALE) {
      throw overflow();
    }
    if (exponent == 0) {
      return Decimal.of(digits);
    }
    if (digits.signum() == 0) {
      return Decimal.of(BigDecimal.ZERO.setScale((int) Math.max(0, scale)));
    }
    if (digits.precision() - scale > Decimal.MAX_INTEGER_DIGITS) {
      throw overflow();
    }
    return Decimal.of(new BigDecimal(digits.unscaledValue(), (int) scale));
  }

  private static SqlException overflow() {
    return new SqlException(SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "value overflows numeric format");
  }

  private static @org.jspecify.annotations.Nullable Decimal specialDecimal(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "nan" -> Decimal.NAN;
      case "infinity", "+infinity", "inf", "+inf" -> Decimal.POSITIVE_INFINITY;
      case "-infinity", "-inf" -> Decimal.NEGATIVE_INFINITY;
      default -> null;
    };
  }

  /** Refuses what is no decimal number; answers the place of the exponent's letter or -1. */
  private static int checkNumber(String number, String text) {
    int at = number.startsWith("-") || number.startsWith("+") ? 1 : 0;
    int digits = 0;
    int points = 0;
    for (; at < number.length(); at++) {
      char c = number.charAt(at);
      if (c >= '0' && c <= '9') {
        digits++;
      } else if (c == '.') {
        points++;
      } else if ((c == 'e' || c == 'E') && digits > 0 && points <= 1) {
        return at;
      } else {
        throw invalid("numeric", text);
      }
    }
    if (digits == 0 || points > 1) {
      throw invalid("numeric", text);
    }
    return -1;
  }

  private static long exponent(String digits, String text) {
    String unsigned =
        digits.startsWith("-") || digits.startsWith("+") ? digits.substring(1) : digits;
    if (unsigned.isEmpty() || !unsigned.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw invalid("numeric", text);
    }
    long value = unsigned.length() > 18 ? Long.MAX_VALUE : Long.parseLong(unsigned);
    if (value >= MAX_EXPONENT) {
      throw overflow();
    }
    return digits.startsWith("-") ? -value : value;
  }

  /** Reads a float8, or a float4 rounded to single precision. */
  static double parseFloat(String text, BaseType type) {
    String trimmed = trim(text);
    double special = specialFloat(trimmed);
    if (!Double.isNaN(special)) {
      return special;
    }
    if (trimmed.equalsIgnoreCase("nan")) {
      return Double.NaN;
    }
    if (!isFloat(trimmed)) {
      throw invalid(type.displayName(), text);
    }
    boolean single = type == BaseType.FLOAT4;
    double value = single ? Float.parseFloat(trimmed) : Double.parseDouble(trimmed);
    if (Double.isInfinite(value) || (value == 0 && hasNonZeroMantissa(trimmed))) {
      throw new SqlException(
          SqlState.NUMERIC_VALUE_OUT_OF_RANGE,
          "\"" + trimmed + "\" is out of range for type " + type.displayName());
    }
    return value;
  }

  private static double specialFloat(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "infinity", "+infinity", "inf", "+inf" -> Double.POSITIVE_INFINITY;
      case "-infinity", "-inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.NaN;
    };
  }

  private static boolean isFloat(String text) {
    int at = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    int digits = 0;
    int points = 0;
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c >= '0' && c <= '9') {
        digits++;
      } else if (c == '.' && points == 0) {
        points++;
      } else if ((c == 'e' || c == 'E') && digits > 0) {
        String exponent = text.substring(at + 1);
        int from = exponent.startsWith("-") || exponent.startsWith("+") ? 1 : 0;
        return exponent.length() > from
            && exponent.substring(from).chars().allMatch(d -> d >= '0' && d <= '9');
      } else {
        return false;
      }
    }
    return digits > 0;
  }

  private static boolean hasNonZeroMantissa(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 'e' || c == 'E') {
        return false;
      }
      if (c >= '1' && c <= '9') {
        return true;
      }
    }
    return false;
  }

  /** Writes a float8 or float4. */
  static String formatFloat(double value, BaseType type, int extraFloatDigits) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "Infinity" : "-Infinity";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    boolean single = type == BaseType.FLOAT4;
    if (extraFloatDigits > 0) {
      BigDecimal shortest = FloatDigits.shortest(value, single);
      // The limits differ: 15 digits of a double and 6 of a float print without an exponent.
      return scientific(shortest, single ? 6 : 15);
    }
    int digits = Math.max(1, (single ? 6 : 15) + extraFloatDigits);
    BigDecimal rounded =
        new BigDecimal(value)
            .round(new java.math.MathContext(digits, java.math.RoundingMode.HALF_EVEN));
    return scientific(rounded.stripTrailingZeros(), digits);
  }

  /** Plain digits for exponents of -4 up to {@code plainBelow}, else d.ddde+NN. */
  private static String scientific(BigDecimal number, int plainBelow) {
    BigDecimal stripped = number.stripTrailingZeros();
    int exponent = stripped.precision() - stripped.scale() - 1;
    if (exponent >= -4 && exponent < plainBelow) {
      return stripped.toPlainString();
    }
    String digits = stripped.unscaledValue().abs().toString();
    StringBuilder text = new StringBuilder();
    if (stripped.signum() < 0) {
      text.append('-');
    }
    text.append(digits.charAt(0));
    if (digits.length() > 1) {
      text.append('.').append(digits, 1, digits.length());
    }
    text.append('e').append(exponent < 0 ? '-' : '+');
    if (Math.abs(exponent) < 10) {
      text.append('0');
    }
    return text.append(Math.abs(exponent)).toString();
  }
}
