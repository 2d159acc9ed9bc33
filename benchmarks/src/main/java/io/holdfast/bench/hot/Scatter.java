package io.holdfast.bench.hot;

/** Lays neighbours far apart: every number goes to another place, and none is left out. */
final class Scatter {
  /** The golden section spreads the first ranks as evenly as can be. */
  private static final double GOLDEN = 0.6180339887498949;

  private Scatter() {}

  /** A step that has no divisor in common with {@code count}. */
  static long stepAmong(int count) {
    long step = Math.max(1, Math.round(count * GOLDEN));
    while (divisor(step, count) != 1) {
      step++;
    }
    return step;
  }

  private static long divisor(long a, long b) {
    return b == 0 ? a : divisor(b, a % b);
  }
}
