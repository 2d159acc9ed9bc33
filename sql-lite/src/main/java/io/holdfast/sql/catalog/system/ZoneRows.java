package io.holdfast.sql.catalog.system;

import io.holdfast.sql.type.Interval;
import io.holdfast.sql.type.TimeZones;
import io.holdfast.sql.type.Timestamps;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Names and abbreviations of time zones. */
final class ZoneRows {
  private static final DateTimeFormatter SHORT_NAME =
      DateTimeFormatter.ofPattern("zzz", Locale.ROOT);

  /** Where the time zone database has letters; elsewhere it has the offset itself. */
  private static final Set<String> LETTERS =
      Set.of(
          ("ACDT ACST ADT AEDT AEST AKDT AKST AST AWST BST CAT CDT CEST CET CST ChST EAT EDT EEST"
                  + " EET EST GMT HDT HKT HST IDT IST JST KST MDT MEST MET MSK MST NDT NST NZDT"
                  + " NZST PDT PKT PST SAST SST UTC WAT WEST WET WIB WIT WITA")
              .split(" ", -1));

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
    if (zone instanceof ZoneOffset) {
      return LETTERS.contains(name) ? name : offset.getTotalSeconds() == 0 ? "GMT" : digits(offset);
    }
    String letters = SHORT_NAME.format(now.atZone(zone));
    return LETTERS.contains(letters) ? letters : digits(offset);
  }

  private static String digits(ZoneOffset offset) {
    int minutes = Math.abs(offset.getTotalSeconds()) / 60;
    String sign = offset.getTotalSeconds() < 0 ? "-" : "+";
    return minutes % 60 == 0
        ? String.format(Locale.ROOT, "%s%02d", sign, minutes / 60)
        : String.format(Locale.ROOT, "%s%02d%02d", sign, minutes / 60, minutes % 60);
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
