package io.holdfast.sql.type;

/** Text forms of {@code interval}. */
final class IntervalText {
  /** All fields, as in a modifier's upper half. */
  static final int FULL_RANGE = 0x7FFF;

  private IntervalText() {}

  static Interval parse(String text, int range) {
    throw new UnsupportedOperationException(text + range);
  }

  static String format(Interval interval, IntervalStyle style) {
    throw new UnsupportedOperationException("" + interval.months() + style);
  }

  static Interval fit(Interval interval, int typmod) {
    throw new UnsupportedOperationException("" + interval.months() + typmod);
  }
}
