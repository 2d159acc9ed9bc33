package io.holdfast.sql.function;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.expr.EvalContext;
import io.holdfast.sql.type.Interval;
import io.holdfast.sql.type.Timestamps;
import io.holdfast.sql.type.Zone;

/** Arithmetic of dates, times and intervals. */
final class DateTimeFunctions {
  private static final long DAY = Timestamps.MICROS_PER_DAY;

  private DateTimeFunctions() {}

  static void register(Registry r) {
    dates(r);
    times(r);
    timestamps(r);
    intervals(r);
    finiteness(r);
  }

  private static void dates(Registry r) {
    r.op2("date + int4 = date", (c, a, b) -> plusDays((Long) a, (Long) b));
    r.op2("int4 + date = date", (c, a, b) -> plusDays((Long) b, (Long) a));
    r.op2("date - int4 = date", (c, a, b) -> plusDays((Long) a, -(Long) b));
    r.op2("date - date = int4", (c, a, b) -> daysBetween((Long) a, (Long) b));
    r.op2("date + interval = timestamp", (c, a, b) -> plus(Timestamps.ofDate((Long) a), b));
    r.op2("interval + date = timestamp", (c, a, b) -> plus(Timestamps.ofDate((Long) b), a));
    r.op2("date - interval = timestamp", (c, a, b) -> minus(Timestamps.ofDate((Long) a), b));
    r.op2("date + time = timestamp", (c, a, b) -> dateTime((Long) a, (Long) b));
    r.op2("time + date = timestamp", (c, a, b) -> dateTime((Long) b, (Long) a));
    r.fn2("timestamp(date, time) timestamp", (c, a, b) -> dateTime((Long) a, (Long) b));
  }

  private static Long plusDays(long date, long days) {
    return Timestamps.isFinite(date) ? (Long) Timestamps.checkDate(date + days) : (Long) date;
  }

  private static Long daysBetween(long a, long b) {
    if (!Timestamps.isFinite(a) || !Timestamps.isFinite(b)) {
      throw new SqlException(SqlState.DATETIME_FIELD_OVERFLOW, "cannot subtract infinite dates");
    }
    return a - b;
  }

  private static Long dateTime(long date, long time) {
    long midnight = Timestamps.ofDate(date);
    return Timestamps.isFinite(midnight)
        ? (Long) Timestamps.checkTimestamp(midnight + time)
        : (Long) midnight;
  }

  private static Long plus(long timestamp, Object interval) {
    return Timestamps.plus(timestamp, (Interval) interval);
  }

  private static Long minus(long timestamp, Object interval) {
    return Timestamps.plus(timestamp, ((Interval) interval).negate());
  }

  private static void times(Registry r) {
    r.op2("time - time = interval", (c, a, b) -> new Interval(0, 0, (Long) a - (Long) b));
    r.op2("time + interval = time", (c, a, b) -> turn((Long) a, ((Interval) b).micros()));
    r.op2("interval + time = time", (c, a, b) -> turn((Long) b, ((Interval) a).micros()));
    r.op2("time - interval = time", (c, a, b) -> turn((Long) a, -((Interval) b).micros()));
  }

  /** The clock turns round at midnight. */
  private static Long turn(long time, long micros) {
    return Math.floorMod(time + micros % DAY, DAY);
  }

  private static void timestamps(Registry r) {
    r.op2("timestamp + interval = timestamp", (c, a, b) -> plus((Long) a, b));
    r.op2("interval + timestamp = timestamp", (c, a, b) -> plus((Long) b, a));
    r.op2("timestamp - interval = timestamp", (c, a, b) -> minus((Long) a, b));
    r.op2("timestamp - timestamp = interval", (c, a, b) -> Timestamps.minus((Long) a, (Long) b));
    r.op2(
        "timestamptz + interval = timestamptz stable",
        (c, a, b) -> Timestamps.plus((Long) a, (Interval) b, zone(c)));
    r.op2(
        "interval + timestamptz = timestamptz stable",
        (c, a, b) -> Timestamps.plus((Long) b, (Interval) a, zone(c)));
    r.op2(
        "timestamptz - interval = timestamptz stable",
        (c, a, b) -> Timestamps.plus((Long) a, ((Interval) b).negate(), zone(c)));
    r.op2(
        "timestamptz - timestamptz = interval", (c, a, b) -> Timestamps.minus((Long) a, (Long) b));
  }

  static Zone zone(EvalContext ctx) {
    return ctx.types().zone();
  }

  private static void intervals(Registry r) {
    r.op2("interval + interval = interval", (c, a, b) -> ((Interval) a).add((Interval) b));
    r.op2("interval - interval = interval", (c, a, b) -> ((Interval) a).subtract((Interval) b));
    r.op1("- interval = interval", (c, a) -> ((Interval) a).negate());
    r.op2("interval * float8 = interval", (c, a, b) -> ((Interval) a).multiply((Double) b));
    r.op2("float8 * interval = interval", (c, a, b) -> ((Interval) b).multiply((Double) a));
    r.op2("interval / float8 = interval", (c, a, b) -> ((Interval) a).divide((Double) b));
    r.fn1("justify_days(interval) interval", (c, a) -> ((Interval) a).justifyDays());
    r.fn1("justify_hours(interval) interval", (c, a) -> ((Interval) a).justifyHours());
    r.fn1("justify_interval(interval) interval", (c, a) -> ((Interval) a).justify());
  }

  private static void finiteness(Registry r) {
    r.fn1("isfinite(date) bool", (c, a) -> Timestamps.isFinite((Long) a));
    r.fn1("isfinite(timestamp) bool", (c, a) -> Timestamps.isFinite((Long) a));
    r.fn1("isfinite(timestamptz) bool", (c, a) -> Timestamps.isFinite((Long) a));
    r.fn1("isfinite(interval) bool", (c, a) -> true);
  }
}
