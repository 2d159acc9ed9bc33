package io.holdfast.sql.type;

/** Roots, logarithms and powers of numerics. */
final class DecimalMath {
  private DecimalMath() {}

  static Decimal sqrt(Decimal number) {
    throw new UnsupportedOperationException("" + number);
  }

  static Decimal exp(Decimal number) {
    throw new UnsupportedOperationException("" + number);
  }

  static Decimal ln(Decimal number) {
    throw new UnsupportedOperationException("" + number);
  }

  static Decimal log(Decimal base, Decimal number) {
    throw new UnsupportedOperationException("" + base + number);
  }

  static Decimal power(Decimal base, Decimal exponent) {
    throw new UnsupportedOperationException("" + base + exponent);
  }
}
