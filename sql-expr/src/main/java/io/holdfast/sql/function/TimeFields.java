package io.holdfast.sql.function;

import static io.holdfast.sql.type.Timestamps.MICROS_PER_DAY;
import static io.holdfast.sql.type.Timestamps.MICROS_PER_SECOND;

import io.holdfast.sql.type.Decimal;
import io.holdfast.sql.type.Interval;
import io.holdfast.sql.type.Timestamps;
import io.holdfast.sql.type.Zone;
import java.time.LocalDate;
import java.time.temporal.IsoFields;
import org.jspecify.annotations.Nullable;

/** Functions extract (numeric) and date_part (the same as float8). */
final class TimeFields {
  static final String TIMESTAMP = "timestamp without time zone";
  static final String TIMESTAMPTZ = "timestamp with time zone";
  private static final String DATE = "date";
  private static final String TIME = "time without time zone";
  private static final String INTERVAL = "interval";

  /** Julian day of 2000-01-01. */
  private static final long EPOCH_JULIAN = 2_451_545;

  private static final long MICROS_PER_HOUR = 3600 * MICROS_PER_SECOND;
  private static final long MICROS_PER_MINUTE = 60 * MICROS_PER_SECOND;

  private TimeFields() {}

  static void register(Registry r) {
    r.fn2("extract(text, timestamp) numeric", (c, a, b) -> timestamp((String) a, (Long) b, null));
    r.fn2(
        "extract(text, timestamptz) numeric stable",
        (c, a, b) -> timestamp((String) a, (Long) b, c.types().zone()));
    r.fn2("extract(text, date) numeric", (c, a, b) -> date((String) a, (Long) b));
    r.fn2("extract(text, time) numeric", (c, a, b) -> time((String) a, (Long) b));
    r.fn2("extract(text, interval) numeric", (c, a, b) -> interval((String) a, (Interval) b));
    r.fn2(
        "date_part(text, timestamp) float8",
        (c, a, b) -> real(timestamp((String) a, (Long) b, null)));
    r.fn2(
        "date_part(text, timestamptz) float8 stable",
        (c, a, b) -> real(timestamp((String) a, (Long) b, c.types().zone())));
    // Through timestamp: here a date has hours, other than in extract.
    r.fn2(
        "date_part(text, date) float8",
        (c, a, b) -> real(timestamp((String) a, Timestamps.ofDate((Long) b), null)));
    r.fn2("date_part(text, time) float8", (c, a, b) -> real(time((String) a, (Long) b)));
    r.fn2(
        "date_part(text, interval) float8", (c, a, b) -> real(interval((String) a, (Interval) b)));
  }

  private static @Nullable Double real(@Nullable Decimal value) {
    if (value == null) {
      return null;
    }
    if (value.isInfinite()) {
      return value.signum() > 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }
    return value.toDouble();
  }

  private static @Nullable Decimal timestamp(String name, long value, @Nullable Zone zone) {
    String typeName = zone == null ? TIMESTAMP : TIMESTAMPTZ;
    TimeUnit unit = TimeUnit.of(name, typeName);
    if (!Timestamps.isFinite(value)) {
      return infinite(unit, value > 0);
    }
    if (unit == TimeUnit.EPOCH) {
      return Decimal.of(value - Timestamps.UNIX_EPOCH_MICROS, 6);
    }
    if (zone != null && unit.compareTo(TimeUnit.TIMEZONE) >= 0) {
      long offset = Timestamps.offsetAt(value, zone).getTotalSeconds();
      return Decimal.of(
          switch (unit) {
            case TIMEZONE_HOUR -> offset / 3600;
            case TIMEZONE_MINUTE -> offset % 3600 / 60;
            default -> offset;
          });
    }
    long local = zone == null ? value : Timestamps.toLocal(value, zone);
    long time = Timestamps.timeOf(local);
    long days = Timestamps.dateOf(local);
    if (unit == TimeUnit.JULIAN) {
      return Decimal.of(days + EPOCH_JULIAN)
          .add(Decimal.of(time).divide(Decimal.of(MICROS_PER_DAY)));
    }
    Decimal ofTime = timeField(unit, time);
    Decimal found = ofTime != null ? ofTime : dateField(unit, Timestamps.localDate(days));
    if (found == null) {
      throw TimeUnit.unsupported(name, typeName);
    }
    return found;
  }

  /** What grows for ever is infinite, what comes round is unknown. */
  private static @Nullable Decimal infinite(TimeUnit unit, boolean positive) {
    return switch (unit) {
      case YEAR, DECADE, CENTURY, MILLENNIUM, JULIAN, ISOYEAR, EPOCH ->
          positive ? Decimal.POSITIVE_INFINITY : Decimal.NEGATIVE_INFINITY;
      default -> null;
    };
  }

  private static @Nullable Decimal timeField(TimeUnit unit, long time) {
    return switch (unit) {
      case MICROSECONDS -> Decimal.of(time % MICROS_PER_MINUTE);
      case MILLISECONDS -> Decimal.of(time % MICROS_PER_MINUTE, 3);
      case SECOND -> Decimal.of(time % MICROS_PER_MINUTE, 6);
      case MINUTE -> Decimal.of(time / MICROS_PER_MINUTE % 60);
      case HOUR -> Decimal.of(time / MICROS_PER_HOUR);
      default -> null;
    };
  }

  private static @Nullable Decimal dateField(TimeUnit unit, LocalDate date) {
    int year = date.getYear();
    // Years without a zero in them: 1 BC is -1.
    int shown = year > 0 ? year : year - 1;
    return switch (unit) {
      case DAY -> Decimal.of(date.getDayOfMonth());
      case MONTH -> Decimal.of(date.getMonthValue());
      case QUARTER -> Decimal.of((date.getMonthValue() - 1) / 3 + 1);
      case WEEK -> Decimal.of(date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
      case YEAR -> Decimal.of(shown);
      case DECADE -> Decimal.of(Math.floorDiv(year, 10));
      case CENTURY -> Decimal.of(year > 0 ? (year + 99) / 100 : -((99 - shown) / 100));
      case MILLENNIUM -> Decimal.of(year > 0 ? (year + 999) / 1000 : -((999 - shown) / 1000));
      case ISOYEAR -> {
        int iso = date.get(IsoFields.WEEK_BASED_YEAR);
        yield Decimal.of(iso > 0 ? iso : iso - 1);
      }
      case DOW -> Decimal.of(date.getDayOfWeek().getValue() % 7);
      case ISODOW -> Decimal.of(date.getDayOfWeek().getValue());
      case DOY -> Decimal.of(date.getDayOfYear());
      default -> null;
    };
  }

  private static @Nullable Decimal date(String name, long value) {
    TimeUnit unit = TimeUnit.of(name, DATE);
    if (!Timestamps.isFinite(value)) {
      return infinite(unit, value > 0);
    }
    if (unit == TimeUnit.EPOCH) {
      return Decimal.of((value + Timestamps.EPOCH_DAY) * 86_400);
    }
    if (unit == TimeUnit.JULIAN) {
      return Decimal.of(value + EPOCH_JULIAN);
    }
    Decimal found = dateField(unit, Timestamps.localDate(value));
    if (found == null) {
      throw TimeUnit.unsupported(name, DATE);
    }
    return found;
  }

  private static Decimal time(String name, long value) {
    TimeUnit unit = TimeUnit.of(name, TIME);
    Decimal found = unit == TimeUnit.EPOCH ? Decimal.of(value, 6) : timeField(unit, value);
    if (found == null) {
      throw TimeUnit.unsupported(name, TIME);
    }
    return found;
  }

  private static Decimal interval(String name, Interval value) {
    TimeUnit unit = TimeUnit.of(name, INTERVAL);
    int years = value.months() / 12;
    int months = value.months() % 12;
    Decimal found =
        switch (unit) {
          case DAY -> Decimal.of(value.days());
          case MONTH -> Decimal.of(months);
          case QUARTER -> Decimal.of(months / 3 + 1);
          case YEAR -> Decimal.of(years);
          case DECADE -> Decimal.of(years / 10);
          case CENTURY -> Decimal.of(years / 100);
          case MILLENNIUM -> Decimal.of(years / 1000);
          case EPOCH -> epoch(value, years, months);
          default -> timeField(unit, value.micros());
        };
    if (found == null) {
      throw TimeUnit.unsupported(name, INTERVAL);
    }
    return found;
  }

  /** A year counts 365.25 days here, a month 30. */
  private static Decimal epoch(Interval value, int years, int months) {
    long seconds = 31_557_600L * years + 86_400L * (30L * months + value.days());
    return Decimal.of(seconds).add(Decimal.of(value.micros(), 6));
  }
}
