package io.holdfast.sql.type;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * Arithmetic on dates and timestamps as numbers: days and microseconds since 2000-01-01.
 *
 * <p>A {@code timestamp} is local time counted as if in UTC; a {@code timestamptz} is a moment. The
 * infinities are {@link Long#MAX_VALUE} and {@link Long#MIN_VALUE} for dates, too.
 */
public final class Timestamps {
  /** Microseconds of a second. */
  public static final long MICROS_PER_SECOND = 1_000_000L;

  /** Microseconds of a day of 24 hours. */
  public static final long MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND;

  /** The date and timestamp {@code infinity}. */
  public static final long INFINITY = Long.MAX_VALUE;

  /** The date and timestamp {@code -infinity}. */
  public static final long MINUS_INFINITY = Long.MIN_VALUE;

  /** 2000-01-01 in days since 1970-01-01. */
  public static final long EPOCH_DAY = 10_957;

  /** 1970-01-01 as a timestamp. */
  public static final long UNIX_EPOCH_MICROS = -EPOCH_DAY * MICROS_PER_DAY;

  /** First date: 4714-11-24 BC. */
  static final long MIN_DATE = -2_451_545;

  /** Behind the last date. */
  static final long END_DATE = 2_145_031_949L;

  /** First timestamp: 4714-11-24 BC. */
  static final long MIN_TIMESTAMP = -211_813_488_000_000_000L;

  /** Behind the last timestamp: 294277-01-01. */
  static final long END_TIMESTAMP = 9_223_371_331_200_000_000L;

  private static final long[] UNIT_OF_DIGITS = {1_000_000, 100_000, 10_000, 1_000, 100, 10, 1};

  private Timestamps() {}

  /** True iff the date or timestamp is no infinity. */
  public static boolean isFinite(long value) {
    return value != INFINITY && value != MINUS_INFINITY;
  }

  /**
   * The timestamp, if it is in range.
   *
   * @throws SqlException 22008
   */
  public static long checkTimestamp(long micros) {
    if (micros < MIN_TIMESTAMP || micros >= END_TIMESTAMP) {
      throw outOfRange("timestamp out of range");
    }
    return micros;
  }

  /**
   * The date, if it is in range.
   *
   * @throws SqlException 22008
   */
  public static long checkDate(long days) {
    if (days < MIN_DATE || days >= END_DATE) {
      throw outOfRange("date out of range");
    }
    return days;
  }

  static SqlException outOfRange(String message) {
    return new SqlException(SqlState.DATETIME_FIELD_OVERFLOW, message);
  }

  /** The day a timestamp lies in. */
  public static long dateOf(long timestamp) {
    return isFinite(timestamp) ? Math.floorDiv(timestamp, MICROS_PER_DAY) : timestamp;
  }

  /** The time of day of a finite timestamp. */
  public static long timeOf(long timestamp) {
    return Math.floorMod(timestamp, MICROS_PER_DAY);
  }

  /**
   * Midnight of a date as a timestamp.
   *
   * @throws SqlException 22008
   */
  public static long ofDate(long date) {
    if (!isFinite(date)) {
      return date;
    }
    if (date < MIN_DATE || date >= END_TIMESTAMP / MICROS_PER_DAY) {
      throw outOfRange("date out of range for timestamp");
    }
    return date * MICROS_PER_DAY;
  }

  /** The civil date. */
  public static LocalDate localDate(long date) {
    return LocalDate.ofEpochDay(date + EPOCH_DAY);
  }

  /** The number of a civil date. */
  public static long ofLocalDate(LocalDate date) {
    return date.toEpochDay() - EPOCH_DAY;
  }

  /** The civil fields of a finite {@code timestamp}. */
  public static LocalDateTime localDateTime(long timestamp) {
    return LocalDateTime.of(
        localDate(dateOf(timestamp)), LocalTime.ofNanoOfDay(timeOf(timestamp) * 1000));
  }

  /**
   * The {@code timestamp} of civil fields; below microseconds is cut.
   *
   * @throws SqlException 22008
   */
  public static long ofLocalDateTime(LocalDateTime local) {
    long days = ofLocalDate(local.toLocalDate());
    if (days < MIN_DATE || days > END_TIMESTAMP / MICROS_PER_DAY) {
      throw outOfRange("timestamp out of range");
    }
    return checkTimestamp(days * MICROS_PER_DAY + local.toLocalTime().toNanoOfDay() / 1000);
  }

  /** Local time in a zone at a moment: timestamptz to timestamp. */
  public static long toLocal(long instant, Zone zone) {
    return isFinite(instant)
        ? checkTimestamp(instant + offsetAt(instant, zone).getTotalSeconds() * MICROS_PER_SECOND)
        : instant;
  }

  /** The offset of a zone at a moment. */
  public static ZoneOffset offsetAt(long instant, Zone zone) {
    return zone.offsetAt(java.time.Instant.ofEpochSecond(unixSeconds(instant)));
  }

  /** Whole seconds since 1970; a moment near the end of the range has no such microseconds. */
  public static long unixSeconds(long instant) {
    return Math.floorDiv(instant, MICROS_PER_SECOND) + EPOCH_DAY * 86_400;
  }

  /**
   * The moment of a local time in a zone: timestamp to timestamptz. A time that a change of the
   * clocks skips is read with the offset before the change, one that occurs twice with the offset
   * after it.
   *
   * @throws SqlException 22008
   */
  public static long toInstant(long local, Zone zone) {
    if (!isFinite(local)) {
      return local;
    }
    return checkTimestamp(local - offsetOfLocal(local, zone) * MICROS_PER_SECOND);
  }

  static int offsetOfLocal(long local, Zone zone) {
    ZoneRules rules = zone.rules();
    LocalDateTime civil = localDateTime(local);
    ZoneOffsetTransition transition = rules.getTransition(civil);
    if (transition == null) {
      return rules.getOffset(civil).getTotalSeconds();
    }
    return transition.isGap()
        ? transition.getOffsetBefore().getTotalSeconds()
        : transition.getOffsetAfter().getTotalSeconds();
  }

  /**
   * A {@code timestamp} moved by an interval: months first (clamped to the month's last day), then
   * days, then time.
   *
   * @throws SqlException 22008
   */
  public static long plus(long timestamp, Interval interval) {
    if (!isFinite(timestamp)) {
      return timestamp;
    }
    try {
      long moved = timestamp;
      if (interval.months() != 0) {
        moved = ofLocalDateTime(localDateTime(moved).plusMonths(interval.months()));
      }
      moved = Math.addExact(moved, Math.multiplyExact((long) interval.days(), MICROS_PER_DAY));
      return checkTimestamp(Math.addExact(moved, interval.micros()));
    } catch (ArithmeticException | DateTimeException overflow) {
      throw outOfRange("timestamp out of range").causedBy(overflow);
    }
  }

  /**
   * A {@code timestamptz} moved by an interval: months and days on the clock of the zone, then time
   * as it passes.
   *
   * @throws SqlException 22008
   */
  public static long plus(long instant, Interval interval, Zone zone) {
    if (!isFinite(instant)) {
      return instant;
    }
    long moved = instant;
    if (interval.months() != 0 || interval.days() != 0) {
      Interval civil = new Interval(interval.months(), interval.days(), 0);
      moved = toInstant(plus(toLocal(instant, zone), civil), zone);
    }
    return plus(moved, new Interval(0, 0, interval.micros()));
  }

  /**
   * The distance of two finite timestamps in days and time (operator -).
   *
   * @throws SqlException 22008
   */
  public static Interval minus(long timestamp, long other) {
    if (!isFinite(timestamp) || !isFinite(other)) {
      throw outOfRange("cannot subtract infinite timestamps");
    }
    return new Interval(0, 0, timestamp - other).justifyHours();
  }

  /** A timestamp rounded to {@code digits} of the second's fraction, half away from zero. */
  public static Long round(long timestamp, int digits) {
    if (!isFinite(timestamp) || digits >= 6 || digits < 0) {
      return timestamp;
    }
    return roundTo(timestamp, UNIT_OF_DIGITS[digits]);
  }

  /** A time of day rounded to {@code digits} of the second's fraction; may become 24:00:00. */
  public static Long roundTime(long time, int digits) {
    return digits >= 6 || digits < 0 ? time : roundTo(time, UNIT_OF_DIGITS[digits]);
  }

  static long roundTo(long micros, long unit) {
    long half = unit / 2;
    return micros >= 0 ? (micros + half) / unit * unit : -((-micros + half) / unit * unit);
  }
}
