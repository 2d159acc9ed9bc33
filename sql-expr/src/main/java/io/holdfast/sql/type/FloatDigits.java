package io.holdfast.sql.type;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** The fewest digits that read back as the same floating point number. */
final class FloatDigits {
  private static final int MAX_DIGITS_DOUBLE = 17;
  private static final int MAX_DIGITS_FLOAT = 9;

  /** So many digits are never shared by two numbers of the normal range. */
  private static final int SURE_DIGITS_DOUBLE = 15;

  private static final int SURE_DIGITS_FLOAT = 6;
  private static final BigDecimal TWO = BigDecimal.valueOf(2);

  private final double value;
  private final boolean single;
  private final BigDecimal exact;

  private FloatDigits(double value, boolean single) {
    this.value = value;
    this.single = single;
    this.exact = new BigDecimal(value);
  }

  /** Of all shortest forms the one nearest to the value. */
  static BigDecimal shortest(double value, boolean single) {
    // The platform's own form reads back, but Java 17 gives a digit too many now and then.
    String platform = single ? Float.toString((float) value) : Double.toString(value);
    BigDecimal known = new BigDecimal(platform).stripTrailingZeros();
    boolean normal = Math.abs(value) >= (single ? Float.MIN_NORMAL : Double.MIN_NORMAL);
    if (normal && known.precision() <= (single ? SURE_DIGITS_FLOAT : SURE_DIGITS_DOUBLE)) {
      return known;
    }
    return new FloatDigits(value, single).search();
  }

  private BigDecimal search() {
    int most = single ? MAX_DIGITS_FLOAT : MAX_DIGITS_DOUBLE;
    BigDecimal best = exact.round(new MathContext(most, RoundingMode.HALF_EVEN));
    for (int digits = most - 1; digits >= 1; digits--) {
      BigDecimal shorter = rounded(digits);
      if (shorter == null) {
        break;
      }
      best = shorter;
    }
    return best.stripTrailingZeros();
  }

  /** The nearest number of so many digits that reads back; null when there is none. */
  private @Nullable BigDecimal rounded(int digits) {
    BigDecimal nearest = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
    if (readsBack(nearest)) {
      return nearest;
    }
    // Above a power of two the numbers are twice as far apart as below it: the farther of the two
    // neighbours may be the one that reads back.
    boolean up = nearest.compareTo(exact) > 0;
    RoundingMode other = up == exact.signum() > 0 ? RoundingMode.DOWN : RoundingMode.UP;
    BigDecimal farther = exact.round(new MathContext(digits, other));
    return readsBack(farther) ? farther : null;
  }

  /** Not on the border to the next number either: there the rounding of the reader decides. */
  private boolean readsBack(BigDecimal text) {
    if (single ? text.floatValue() != (float) value : text.doubleValue() != value) {
      return false;
    }
    boolean up = text.compareTo(exact) > 0;
    double next;
    if (single) {
      next = up ? Math.nextUp((float) value) : Math.nextDown((float) value);
    } else {
      next = up ? Math.nextUp(value) : Math.nextDown(value);
    }
    return Double.isInfinite(next)
        || exact.add(new BigDecimal(next)).compareTo(text.multiply(TWO)) != 0;
  }
}
