package io.holdfast.sql.type;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import org.jspecify.annotations.Nullable;

/**
 * A value of type {@code interval}. The three parts are kept apart, because a month and a day have
 * no fixed length; for order and equality a month counts 30 days and a day 24 hours.
 */
public record Interval(int months, int days, long micros) implements Comparable<Interval> {
  /** No time. */
  public static final Interval ZERO = new Interval(0, 0, 0);

  static final int DAYS_PER_MONTH = 30;
  static final long MICROS_PER_DAY = 86_400_000_000L;

  /** The parts, where they fit. */
  public static Interval of(long months, long days, long micros) {
    if (months != (int) months || days != (int) days) {
      throw outOfRange();
    }
    return new Interval((int) months, (int) days, micros);
  }

  static SqlException outOfRange() {
    return new SqlException(SqlState.DATETIME_FIELD_OVERFLOW, "interval out of range");
  }

  /** Reads any of the usual spellings. */
  public static Interval parse(String text) {
    return IntervalText.parse(text, IntervalText.FULL_RANGE);
  }

  /**
   * Sum, part by part.
   *
   * @throws SqlException 22008
   */
  public Interval add(Interval other) {
    try {
      return of(
          (long) months + other.months,
          (long) days + other.days,
          Math.addExact(micros, other.micros));
    } catch (ArithmeticException overflow) {
      throw outOfRange().causedBy(overflow);
    }
  }

  /**
   * Difference, part by part.
   *
   * @throws SqlException 22008
   */
  public Interval subtract(Interval other) {
    try {
      return of(
          (long) months - other.months,
          (long) days - other.days,
          Math.subtractExact(micros, other.micros));
    } catch (ArithmeticException overflow) {
      throw outOfRange().causedBy(overflow);
    }
  }

  /**
   * The interval backwards.
   *
   * @throws SqlException 22008
   */
  public Interval negate() {
    return ZERO.subtract(this);
  }

  /**
   * Product; fractions of months become days, fractions of days time.
   *
   * @throws SqlException 22008
   */
  public Interval multiply(double factor) {
    return scaled(months * factor, days * factor, micros * factor);
  }

  /**
   * Quotient; fractions of months become days, fractions of days time.
   *
   * @throws SqlException 22012, 22008
   */
  public Interval divide(double divisor) {
    if (divisor == 0) {
      throw new SqlException(SqlState.DIVISION_BY_ZERO, "division by zero");
    }
    return scaled(months / divisor, days / divisor, micros / divisor);
  }

  private static Interval scaled(double months, double days, double micros) {
    if (!fitsInt(months) || !fitsInt(days)) {
      throw outOfRange();
    }
    double monthDays = toMicroDigits((months - (int) months) * DAYS_PER_MONTH);
    double seconds = toMicroDigits((days - (int) days + monthDays - (int) monthDays) * 86400.0);
    long wholeDays = (long) (int) days + (int) monthDays;
    if (Math.abs(seconds) >= 86400.0) {
      wholeDays += (int) (seconds / 86400.0);
      seconds -= ((int) (seconds / 86400.0)) * 86400.0;
    }
    double time = Math.rint(micros + seconds * 1e6);
    if (Double.isNaN(time) || time >= 0x1p63 || time < -0x1p63) {
      throw outOfRange();
    }
    return of((int) months, wholeDays, (long) time);
  }

  private static boolean fitsInt(double value) {
    return value >= Integer.MIN_VALUE && value <= Integer.MAX_VALUE;
  }

  private static double toMicroDigits(double value) {
    return Math.rint(value * 1e6) / 1e6;
  }

  /** Whole days out of the time, with the sign of the whole (function justify_hours). */
  public Interval justifyHours() {
    long wholeDays = days + micros / MICROS_PER_DAY;
    long rest = micros % MICROS_PER_DAY;
    if (wholeDays > 0 && rest < 0) {
      rest += MICROS_PER_DAY;
      wholeDays--;
    } else if (wholeDays < 0 && rest > 0) {
      rest -= MICROS_PER_DAY;
      wholeDays++;
    }
    return of(months, wholeDays, rest);
  }

  /** Whole months out of the days, with the sign of the whole (function justify_days). */
  public Interval justifyDays() {
    long wholeMonths = (long) months + days / DAYS_PER_MONTH;
    int rest = days % DAYS_PER_MONTH;
    if (wholeMonths > 0 && rest < 0) {
      rest += DAYS_PER_MONTH;
      wholeMonths--;
    } else if (wholeMonths < 0 && rest > 0) {
      rest -= DAYS_PER_MONTH;
      wholeMonths++;
    }
    return of(wholeMonths, rest, micros);
  }

  /** All parts of one sign (function justify_interval). */
  public Interval justify() {
    long wholeDays = days + micros / MICROS_PER_DAY;
    long time = micros % MICROS_PER_DAY;
    long wholeMonths = months + wholeDays / DAYS_PER_MONTH;
    wholeDays %= DAYS_PER_MONTH;
    if (wholeMonths > 0 && (wholeDays < 0 || (wholeDays == 0 && time < 0))) {
      wholeDays += DAYS_PER_MONTH;
      wholeMonths--;
    } else if (wholeMonths < 0 && (wholeDays > 0 || (wholeDays == 0 && time > 0))) {
      wholeDays -= DAYS_PER_MONTH;
      wholeMonths++;
    }
    if (wholeDays > 0 && time < 0) {
      time += MICROS_PER_DAY;
      wholeDays--;
    } else if (wholeDays < 0 && time > 0) {
      time -= MICROS_PER_DAY;
      wholeDays++;
    }
    return of(wholeMonths, wholeDays, time);
  }

  /** The length in days, a month as 30 of them; the rest is {@link #spanMicros}. */
  public long spanDays() {
    return (long) months * DAYS_PER_MONTH + days + Math.floorDiv(micros, MICROS_PER_DAY);
  }

  /** The part of the length below one day, never negative. */
  public long spanMicros() {
    return Math.floorMod(micros, MICROS_PER_DAY);
  }

  @Override
  public int compareTo(Interval other) {
    int byDays = Long.compare(spanDays(), other.spanDays());
    return byDays != 0 ? byDays : Long.compare(spanMicros(), other.spanMicros());
  }

  /** Equal lengths, e.g. {@code 1 mon} and {@code 30 days}. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Interval that && compareTo(that) == 0;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(spanDays() * 31 + spanMicros());
  }

  /** The text form in style {@code postgres}. */
  @Override
  public String toString() {
    return IntervalText.format(this, IntervalStyle.POSTGRES);
  }
}
