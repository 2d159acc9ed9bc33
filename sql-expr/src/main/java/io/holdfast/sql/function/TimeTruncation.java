package io.holdfast.sql.function;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.type.Interval;
import io.holdfast.sql.type.IntervalStyle;
import io.holdfast.sql.type.IntervalText;
import io.holdfast.sql.type.TimeZones;
import io.holdfast.sql.type.Timestamps;
import io.holdfast.sql.type.Zone;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;

/** Function date_trunc, AT TIME ZONE and age. */
final class TimeTruncation {
  private static final String INTERVAL = "interval";

  private TimeTruncation() {}

  static void register(Registry r) {
    r.fn2(
        "date_trunc(text, timestamp) timestamp",
        (c, a, b) -> local((String) a, (Long) b, TimeFields.TIMESTAMP));
    r.fn2(
        "date_trunc(text, timestamptz) timestamptz stable",
        (c, a, b) -> instant((String) a, (Long) b, c.types().zone()));
    r.fn3(
        "date_trunc(text, timestamptz, text) timestamptz stable",
        (c, a, b, z) -> instant((String) a, (Long) b, zone((String) z)));
    r.fn2("date_trunc(text, interval) interval", (c, a, b) -> interval((String) a, (Interval) b));
    zones(r);
    r.fn2("age(timestamp, timestamp) interval", (c, a, b) -> age((Long) a, (Long) b));
    r.fn2(
        "age(timestamptz, timestamptz) interval stable",
        (c, a, b) -> age(toLocal(c.types().zone(), a), toLocal(c.types().zone(), b)));
    r.fn1("age(timestamp) interval stable", (c, a) -> age(Clocks.today(c), (Long) a));
    r.fn1(
        "age(timestamptz) interval stable",
        (c, a) -> age(Clocks.today(c), toLocal(c.types().zone(), a)));
  }

  private static long toLocal(Zone zone, Object instant) {
    return Timestamps.toLocal((Long) instant, zone);
  }

  private static void zones(Registry r) {
    r.fn2(
        "timezone(text, timestamptz) timestamp",
        (c, a, b) -> Timestamps.toLocal((Long) b, zone((String) a)));
    r.fn2(
        "timezone(text, timestamp) timestamptz",
        (c, a, b) -> Timestamps.toInstant((Long) b, zone((String) a)));
    r.fn2(
        "timezone(interval, timestamptz) timestamp",
        (c, a, b) -> shift((Long) b, offset((Interval) a)));
    r.fn2(
        "timezone(interval, timestamp) timestamptz",
        (c, a, b) -> shift((Long) b, -offset((Interval) a)));
  }

  /** An interval that stands for a zone: time only. */
  private static long offset(Interval zone) {
    if (zone.months() != 0 || zone.days() != 0) {
      throw new SqlException(
          SqlState.INVALID_PARAMETER_VALUE,
          "interval time zone \""
              + IntervalText.format(zone, IntervalStyle.POSTGRES)
              + "\" must not include months or days");
    }
    return zone.micros();
  }

  private static Long shift(long timestamp, long micros) {
    return Timestamps.plus(timestamp, new Interval(0, 0, micros));
  }

  static Zone zone(String name) {
    Zone zone = TimeZones.parse(name);
    if (zone == null) {
      throw new SqlException(
          SqlState.INVALID_PARAMETER_VALUE, "time zone \"" + name + "\" not recognized");
    }
    return zone;
  }

  /** As make_timestamptz reads it: numbers with a sign, which count to the east, and names. */
  static Zone zoneOfFields(String name) {
    if (!name.isEmpty() && Character.isDigit(name.charAt(0))) {
      throw new SqlException(
              SqlState.INVALID_PARAMETER_VALUE,
              "invalid input syntax for type numeric time zone: \"" + name + "\"")
          .withHint("Numeric time zones must have \"-\" or \"+\" as first character.");
    }
    // Elsewhere a bare number counts to the west.
    return name.startsWith("+")
        ? zone("-" + name.substring(1))
        : zone(name.startsWith("-") ? "+" + name.substring(1) : name);
  }

  private static Long local(String name, long value, String typeName) {
    TimeUnit unit = TimeUnit.of(name, typeName);
    if (!Timestamps.isFinite(value)) {
      return value;
    }
    LocalDateTime civil = Timestamps.localDateTime(value);
    return Timestamps.ofLocalDateTime(truncated(civil, unit, name, typeName));
  }

  private static LocalDateTime truncated(
      LocalDateTime civil, TimeUnit unit, String name, String typeName) {
    LocalDate date = civil.toLocalDate();
    int year = date.getYear();
    return switch (unit) {
      case MICROSECONDS -> civil;
      case MILLISECONDS -> civil.truncatedTo(ChronoUnit.MILLIS);
      case SECOND -> civil.truncatedTo(ChronoUnit.SECONDS);
      case MINUTE -> civil.truncatedTo(ChronoUnit.MINUTES);
      case HOUR -> civil.truncatedTo(ChronoUnit.HOURS);
      case DAY -> date.atStartOfDay();
      case WEEK -> date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)).atStartOfDay();
      case MONTH -> date.withDayOfMonth(1).atStartOfDay();
      case QUARTER -> LocalDate.of(year, (date.getMonthValue() - 1) / 3 * 3 + 1, 1).atStartOfDay();
      case YEAR -> firstOf(year);
      case DECADE -> firstOf(Math.floorDiv(year, 10) * 10);
      case CENTURY -> firstOf(Math.floorDiv(year - 1, 100) * 100 + 1);
      case MILLENNIUM -> firstOf(Math.floorDiv(year - 1, 1000) * 1000 + 1);
      case TIMEZONE, TIMEZONE_HOUR, TIMEZONE_MINUTE -> throw TimeUnit.unsupported(name, typeName);
      default ->
          throw new SqlException(
              SqlState.INVALID_PARAMETER_VALUE,
              "unit \"" + TextFunctions.lower(name) + "\" not recognized for type " + typeName);
    };
  }

  private static LocalDateTime firstOf(int year) {
    return LocalDate.of(year, 1, 1).atStartOfDay();
  }

  /** Truncated on the clock of the zone; within an hour the offset stays what it is. */
  private static Long instant(String name, long value, Zone zone) {
    TimeUnit unit = TimeUnit.of(name, TimeFields.TIMESTAMPTZ);
    if (!Timestamps.isFinite(value)) {
      return value;
    }
    long local = Timestamps.toLocal(value, zone);
    long cut = local(name, local, TimeFields.TIMESTAMPTZ);
    return unit.compareTo(TimeUnit.HOUR) <= 0
        ? (Long) (value - (local - cut))
        : (Long) Timestamps.toInstant(cut, zone);
  }

  private static Interval interval(String name, Interval value) {
    TimeUnit unit = TimeUnit.of(name, INTERVAL);
    int months = value.months();
    return switch (unit) {
      case MICROSECONDS -> value;
      case MILLISECONDS -> cut(value, 1_000L);
      case SECOND -> cut(value, 1_000_000L);
      case MINUTE -> cut(value, 60_000_000L);
      case HOUR -> cut(value, 3_600_000_000L);
      case DAY -> new Interval(months, value.days(), 0);
      case MONTH -> new Interval(months, 0, 0);
      case QUARTER -> new Interval(months / 3 * 3, 0, 0);
      case YEAR -> new Interval(months / 12 * 12, 0, 0);
      case DECADE -> new Interval(months / 120 * 120, 0, 0);
      case CENTURY -> new Interval(months / 1200 * 1200, 0, 0);
      case MILLENNIUM -> new Interval(months / 12_000 * 12_000, 0, 0);
      default -> throw TimeUnit.unsupported(name, INTERVAL);
    };
  }

  private static Interval cut(Interval value, long unit) {
    return new Interval(value.months(), value.days(), value.micros() / unit * unit);
  }

  /** The distance in years, months, days and time, counted on the calendar. */
  private static Interval age(long a, long b) {
    if (!Timestamps.isFinite(a) || !Timestamps.isFinite(b)) {
      throw new SqlException(SqlState.DATETIME_FIELD_OVERFLOW, "timestamp out of range");
    }
    boolean backwards = a < b;
    LocalDate later = Timestamps.localDate(Timestamps.dateOf(backwards ? b : a));
    LocalDate earlier = Timestamps.localDate(Timestamps.dateOf(backwards ? a : b));
    long micros =
        backwards
            ? Timestamps.timeOf(b) - Timestamps.timeOf(a)
            : Timestamps.timeOf(a) - Timestamps.timeOf(b);
    long days = (long) later.getDayOfMonth() - earlier.getDayOfMonth();
    long months =
        12L * (later.getYear() - earlier.getYear())
            + later.getMonthValue()
            - earlier.getMonthValue();
    if (micros < 0) {
      micros += Timestamps.MICROS_PER_DAY;
      days--;
    }
    if (days < 0) {
      // The borrowed month has the length of the earlier date's.
      days += earlier.lengthOfMonth();
      months--;
    }
    Interval distance = Interval.of(months, days, micros);
    return backwards ? distance.negate() : distance;
  }
}
