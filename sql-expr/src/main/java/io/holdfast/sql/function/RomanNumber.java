package io.holdfast.sql.function;

/** Numbers as the Romans wrote them. */
final class RomanNumber {
  /** Longest of all, MMMDCCCLXXXVIII; shorter ones are set to the right. */
  static final int WIDTH = 15;

  private static final int LARGEST = 3999;
  private static final int[] VALUES = {1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1};
  private static final String[] SIGNS = {
    "M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"
  };

  private RomanNumber() {}

  /** The number, or a row of # for one that cannot be written. */
  static String of(long number) {
    if (number < 1 || number > LARGEST) {
      return "#".repeat(WIDTH);
    }
    StringBuilder text = new StringBuilder();
    long rest = number;
    for (int i = 0; i < VALUES.length; i++) {
      while (rest >= VALUES[i]) {
        text.append(SIGNS[i]);
        rest -= VALUES[i];
      }
    }
    return text.toString();
  }
}
