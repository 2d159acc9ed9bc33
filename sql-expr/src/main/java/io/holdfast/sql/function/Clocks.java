package io.holdfast.sql.function;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.type.Interval;
import io.holdfast.sql.type.Timestamps;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;

/** The moments a statement knows, and dates made out of numbers. */
final class Clocks {
  private Clocks() {}

  static void register(Registry r) {
    for (String name : List.of("now", "transaction_timestamp", "current_timestamp")) {
      r.fn0(name + "() timestamptz stable", c -> c.transactionMicros());
    }
    r.fn0("statement_timestamp() timestamptz stable", c -> c.statementMicros());
    r.fn0("clock_timestamp() timestamptz volatile", c -> c.session().clockMicros());
    r.fn0("localtimestamp() timestamp stable", Clocks::localNow);
    r.fn0("localtime() time stable", c -> Timestamps.timeOf(localNow(c)));
    r.fn0("current_date() date stable", c -> Timestamps.dateOf(localNow(c)));
    r.fn1("to_timestamp(float8) timestamptz", (c, a) -> fromEpoch((Double) a));
    making(r);
  }

  private static Long localNow(EvalContext ctx) {
    return Timestamps.toLocal(ctx.transactionMicros(), ctx.types().zone());
  }

  /** Midnight of the current date, as a timestamp. */
  static long today(EvalContext ctx) {
    return Timestamps.ofDate(Timestamps.dateOf(localNow(ctx)));
  }

  private static Long fromEpoch(double seconds) {
    if (Double.isNaN(seconds)) {
      throw new SqlException(SqlState.DATETIME_FIELD_OVERFLOW, "timestamp cannot be NaN");
    }
    if (Double.isInfinite(seconds)) {
      return seconds > 0 ? Timestamps.INFINITY : Timestamps.MINUS_INFINITY;
    }
    double micros = Math.rint((seconds - Timestamps.EPOCH_DAY * 86_400.0) * 1e6);
    if (Math.abs(micros) >= 0x1p63) {
      throw new SqlException(
          SqlState.DATETIME_FIELD_OVERFLOW, "timestamp out of range: \"" + seconds + "\"");
    }
    return Timestamps.checkTimestamp((long) micros);
  }

  private static void making(Registry r) {
    r.fn3("make_date(int4, int4, int4) date", (c, y, m, d) -> date((Long) y, (Long) m, (Long) d));
    r.fn3("make_time(int4, int4, float8) time", (c, h, m, s) -> time(h, m, s));
    String fields = "(int4, int4, int4, int4, int4, float8";
    r.fnN("make_timestamp" + fields + ") timestamp", (c, a) -> timestamp(a));
    r.fnN(
        "make_timestamptz" + fields + ") timestamptz stable",
        (c, a) -> Timestamps.toInstant(timestamp(a), c.types().zone()));
    r.fnN(
        "make_timestamptz" + fields + ", text) timestamptz stable",
        (c, a) -> Timestamps.toInstant(timestamp(a), TimeTruncation.zoneOfFields((String) a[6])));
    String parts = "int4, int4, int4, int4, int4, int4";
    r.fnN("make_interval(" + parts + ", float8) interval", (c, a) -> span(a));
    // All parameters have 0 as their default.
    for (String given = parts; !given.isEmpty(); given = given.substring(0, cut(given))) {
      r.fnN("make_interval(" + given + ") interval", (c, a) -> span(a));
    }
    r.fn0("make_interval() interval", c -> Interval.ZERO);
  }

  private static Long date(long year, long month, long day) {
    try {
      if (year == 0) {
        throw new DateTimeException("there is no year 0");
      }
      int civil = Math.toIntExact(year < 0 ? year + 1 : year);
      LocalDate made = LocalDate.of(civil, Math.toIntExact(month), Math.toIntExact(day));
      return Timestamps.checkDate(Timestamps.ofLocalDate(made));
    } catch (DateTimeException refused) {
      throw new SqlException(
              SqlState.DATETIME_FIELD_OVERFLOW,
              String.format(
                  Locale.ROOT, "date field value out of range: %d-%02d-%02d", year, month, day))
          .causedBy(refused);
    }
  }

  private static Long time(Object hour, Object minute, Object second) {
    long h = (Long) hour;
    long m = (Long) minute;
    double s = (Double) second;
    double micros = Math.rint(s * 1e6);
    double total = (h * 60.0 + m) * 60e6 + micros;
    boolean valid =
        h >= 0 && m >= 0 && m < 60 && s >= 0 && s <= 60 && total <= Timestamps.MICROS_PER_DAY;
    if (!valid) {
      throw new SqlException(
          SqlState.DATETIME_FIELD_OVERFLOW,
          String.format(
              Locale.ROOT,
              "time field value out of range: %d:%02d:%s",
              h,
              m,
              s == Math.rint(s) ? String.format(Locale.ROOT, "%02d", (long) s) : s));
    }
    return (long) total;
  }

  private static Long timestamp(Object[] a) {
    long days = date((Long) a[0], (Long) a[1], (Long) a[2]);
    long time = time(a[3], a[4], a[5]);
    return Timestamps.checkTimestamp(Timestamps.ofDate(days) + time);
  }

  private static int cut(String list) {
    return Math.max(0, list.lastIndexOf(", "));
  }

  private static long part(Object[] args, int index) {
    return index < args.length ? (Long) args[index] : 0;
  }

  private static Interval span(Object[] a) {
    long months = 12 * part(a, 0) + part(a, 1);
    long days = 7 * part(a, 2) + part(a, 3);
    long minutes = 60 * part(a, 4) + part(a, 5);
    long micros = a.length > 6 ? Math.round((Double) a[6] * 1e6) : 0;
    return Interval.of(months, days, minutes * 60_000_000L + micros);
  }
}
