package io.holdfast.sql.function;

import static io.holdfast.sql.function.CastContext.ASSIGNMENT;
import static io.holdfast.sql.function.CastContext.IMPLICIT;
import static io.holdfast.sql.type.BaseType.DATE;
import static io.holdfast.sql.type.BaseType.INTERVAL;
import static io.holdfast.sql.type.BaseType.TIME;
import static io.holdfast.sql.type.BaseType.TIMESTAMP;
import static io.holdfast.sql.type.BaseType.TIMESTAMPTZ;

import io.holdfast.sql.expr.Volatility;
import io.holdfast.sql.type.Interval;
import io.holdfast.sql.type.Timestamps;

/** Casts among dates and times; those between local and absolute time depend on TimeZone. */
final class DateTimeCasts {
  private DateTimeCasts() {}

  static void register(CastTable table) {
    table.add(DATE, TIMESTAMP, IMPLICIT, (v, f, t, e, c) -> Timestamps.ofDate((Long) v));
    table.add(
        DATE,
        TIMESTAMPTZ,
        IMPLICIT,
        Volatility.STABLE,
        (v, f, t, e, c) -> Timestamps.toInstant(Timestamps.ofDate((Long) v), c.types().zone()));
    table.add(TIMESTAMP, DATE, ASSIGNMENT, (v, f, t, e, c) -> Timestamps.dateOf((Long) v));
    table.add(
        TIMESTAMPTZ,
        DATE,
        ASSIGNMENT,
        Volatility.STABLE,
        (v, f, t, e, c) -> Timestamps.dateOf(Timestamps.toLocal((Long) v, c.types().zone())));
    table.add(
        TIMESTAMP,
        TIMESTAMPTZ,
        IMPLICIT,
        Volatility.STABLE,
        (v, f, t, e, c) -> Timestamps.toInstant((Long) v, c.types().zone()));
    table.add(
        TIMESTAMPTZ,
        TIMESTAMP,
        ASSIGNMENT,
        Volatility.STABLE,
        (v, f, t, e, c) -> Timestamps.toLocal((Long) v, c.types().zone()));
    times(table);
  }

  private static void times(CastTable table) {
    table.add(TIMESTAMP, TIME, ASSIGNMENT, (v, f, t, e, c) -> Timestamps.timeOf((Long) v));
    table.add(
        TIMESTAMPTZ,
        TIME,
        ASSIGNMENT,
        Volatility.STABLE,
        (v, f, t, e, c) -> Timestamps.timeOf(Timestamps.toLocal((Long) v, c.types().zone())));
    table.add(TIME, INTERVAL, IMPLICIT, (v, f, t, e, c) -> new Interval(0, 0, (Long) v));
    table.add(
        INTERVAL,
        TIME,
        ASSIGNMENT,
        (v, f, t, e, c) -> Math.floorMod(((Interval) v).micros(), Timestamps.MICROS_PER_DAY));
  }
}
