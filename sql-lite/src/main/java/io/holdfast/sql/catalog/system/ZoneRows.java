package io.holdfast.sql.catalog.system;

import io.holdfast.sql.type.Interval;
import io.holdfast.sql.type.TimeZones;
import io.holdfast.sql.type.Timestamps;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;

/** Names and abbreviations of time zones. */
final class ZoneRows {
  private ZoneRows() {}

  static void names(RowSet rows, SystemContext context) {
    Instant now = Instant.ofEpochSecond(Timestamps.unixSeconds(context.nowMicros()));
    for (Map.Entry<String, ZoneId> each : TimeZones.names()) {
      ZoneId zone = each.getValue();
      ZoneOffset offset = zone.getRules().getOffset(now);
      rows.add()
          .set("name", each.getKey())
          .set("abbrev", abbreviation(each.getKey(), zone, now, offset))
          .set("utc_offset", interval(offset))
          .set("is_dst", zone.getRules().isDaylightSavings(now));
    }
  }

  private static String abbreviation(String name, ZoneId zone, Instant now, ZoneOffset offset) {
    if (zone instanceof ZoneOffset && offset.getTotalSeconds() == 0) {
      return name.startsWith("GMT") ? "GMT" : name.equals("Factory") ? "-00" : "UTC";
    }
    return zone instanceof ZoneOffset ? name : TimeZones.shortName(zone, now);
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
