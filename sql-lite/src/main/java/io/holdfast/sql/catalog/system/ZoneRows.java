package io.holdfast.sql.catalog.system;

import io.holdfast.sql.type.Interval;
import io.holdfast.sql.type.TimeZones;
import io.holdfast.sql.type.Timestamps;
import io.holdfast.sql.type.Zone;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;

/** Names and abbreviations of time zones. */
final class ZoneRows {
  private ZoneRows() {}

  static void names(RowSet rows, SystemContext context) {
    Instant now = Instant.ofEpochSecond(Timestamps.unixSeconds(context.nowMicros()));
    for (Map.Entry<String, Zone> each : TimeZones.names()) {
      Zone zone = each.getValue();
      ZoneOffset offset = zone.offsetAt(now);
      rows.add()
          .set("name", each.getKey())
          .set("abbrev", zone.shortName(now))
          .set("utc_offset", interval(offset))
          .set("is_dst", zone.rules().isDaylightSavings(now));
    }
  }

  private static Interval interval(ZoneOffset offset) {
    return new Interval(0, 0, offset.getTotalSeconds() * 1_000_000L);
  }

  static void abbreviations(RowSet rows, SystemContext context) {
    for (TimeZones.Abbreviation each : TimeZones.abbreviations()) {
      rows.add()
          .set("abbrev", each.name().toUpperCase(Locale.ROOT))
          .set("utc_offset", interval(each.offset()))
          .set("is_dst", each.daylight());
    }
  }
}
