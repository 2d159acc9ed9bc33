package io.holdfast.sql.function;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.type.Interval;
import io.holdfast.sql.type.Timestamps;
import io.holdfast.sql.type.Zone;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Function date_bin and the predicate OVERLAPS. */
final class TimeSpans {
  private static final String INTERVAL = "interval";

  private TimeSpans() {}

  static void register(Registry r) {
    for (String type : List.of("timestamp", "timestamptz")) {
      r.fn3(
          "date_bin(interval, " + type + ", " + type + ") " + type,
          (c, stride, at, origin) -> bin((Interval) stride, (Long) at, (Long) origin));
    }
    // Each span is given by its ends or by its length.
    for (String type : List.of("timestamp", "timestamptz", "time")) {
      for (String first : List.of(type, INTERVAL)) {
        for (String second : List.of(type, INTERVAL)) {
          overlaps(r, type, first, second);
        }
      }
    }
  }

  private static Long bin(Interval stride, long at, long origin) {
    if (stride.months() != 0) {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "timestamps cannot be binned into intervals containing months or years");
    }
    if (!Timestamps.isFinite(at)) {
      return at;
    }
    if (!Timestamps.isFinite(origin)) {
      throw new SqlException(SqlState.DATETIME_FIELD_OVERFLOW, "origin out of range");
    }
    long step = stride.days() * Timestamps.MICROS_PER_DAY + stride.micros();
    if (step <= 0) {
      throw new SqlException(SqlState.DATETIME_FIELD_OVERFLOW, "stride must be greater than zero");
    }
    return Timestamps.checkTimestamp(origin + Math.floorDiv(at - origin, step) * step);
  }

  private static void overlaps(Registry r, String type, String first, String second) {
    String signature =
        "overlaps("
            + String.join(", ", type, first, type, second)
            + ") bool"
            + (type.equals("timestamptz") ? " stable" : "");
    r.nullable(
        signature,
        (c, args) -> {
          Zone zone = c.types().zone();
          return overlap(span(type, args[0], args[1], zone), span(type, args[2], args[3], zone));
        });
  }

  /** Start and end in order; of a missing one, what is known stands first. */
  private static @Nullable Long[] span(
      String type, @Nullable Object start, @Nullable Object endOrLength, Zone zone) {
    Long from = (Long) start;
    Long to =
        endOrLength instanceof Interval length
            ? from == null ? null : (Long) end(type, from, length, zone)
            : (Long) endOrLength;
    boolean swap = from == null || (to != null && from > to);
    return swap ? new @Nullable Long[] {to, from} : new @Nullable Long[] {from, to};
  }

  private static long end(String type, long start, Interval length, Zone zone) {
    return switch (type) {
      case "time" -> Math.floorMod(start + length.micros(), Timestamps.MICROS_PER_DAY);
      case "timestamptz" ->
          Timestamps.toInstant(Timestamps.plus(Timestamps.toLocal(start, zone), length), zone);
      default -> Timestamps.plus(start, length);
    };
  }

  /** Null when what is missing could decide. */
  private static @Nullable Boolean overlap(@Nullable Long[] a, @Nullable Long[] b) {
    Long first = a[0];
    Long second = b[0];
    if (first == null || second == null) {
      return null;
    }
    if (first.equals(second)) {
      return (a[1] == null || b[1] == null) ? null : Boolean.TRUE;
    }
    @Nullable Long[] earlier = first < second ? a : b;
    @Nullable Long[] later = first < second ? b : a;
    Long end = earlier[1];
    Long start = later[0];
    if (end == null || start == null) {
      return null;
    }
    if (start < end) {
      return true;
    }
    return later[1] == null ? null : Boolean.FALSE;
  }
}
