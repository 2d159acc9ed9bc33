package io.holdfast.sql.type;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** The fewest digits that read back as the same floating point number. */
final class FloatDigits {
  private static final int MAX_DIGITS_DOUBLE = 17;
  private static final int MAX_DIGITS_FLOAT = 9;

  private FloatDigits() {}

  /** Of all shortest forms the one nearest to the value. */
  static BigDecimal shortest(double value, boolean single) {
    // The platform's own form is right or too long by a few digits on Java 17, never wrong: it
    // bounds the search from above.
    String platform = single ? Float.toString((float) value) : Double.toString(value);
    BigDecimal known = new BigDecimal(platform).stripTrailingZeros();
    int most = Math.min(known.precision(), single ? MAX_DIGITS_FLOAT : MAX_DIGITS_DOUBLE);
    if (most <= 1) {
      return known;
    }
    BigDecimal exact = new BigDecimal(value);
    // Rounding to n digits round-trips for all n above the smallest that does, nearly always;
    // trying downwards from the known form costs one or two steps.
    BigDecimal best = rounded(exact, most, value, single, known);
    for (int digits = best.precision() - 1; digits >= 1; digits--) {
      BigDecimal shorter = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (!same(shorter, value, single)) {
        break;
      }
      best = shorter.stripTrailingZeros();
      digits = Math.min(digits, best.precision());
    }
    return best;
  }

  private static BigDecimal rounded(
      BigDecimal exact, int digits, double value, boolean single, BigDecimal otherwise) {
    BigDecimal nearest = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
    return same(nearest, value, single) ? nearest.stripTrailingZeros() : otherwise;
  }

  private static boolean same(BigDecimal text, double value, boolean single) {
    return single ? text.floatValue() == (float) value : text.doubleValue() == value;
  }
}
