package io.holdfast.sql.type;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Spellings of time zones: names of regions in any case, abbreviations, POSIX forms, offsets. */
public final class TimeZones {
  private static final int SECONDS_PER_HOUR = 3600;

  /** Letters and hours west of Greenwich, as POSIX has it. */
  private static final Pattern POSIX =
      Pattern.compile("(?:[a-z]{3,}|<[a-z0-9+-]+>)([+-]?)(\\d{1,2})(?::(\\d{1,2}))?");

  private static final Pattern OFFSET =
      Pattern.compile("([+-]?)(\\d{1,2})(?::?(\\d{2}))?(?::?(\\d{2}))?");

  private static final Map<String, String> REGIONS = new HashMap<>();
  private static final Map<String, ZoneOffset> ABBREVIATIONS = new HashMap<>();

  static {
    for (String id : ZoneId.getAvailableZoneIds()) {
      REGIONS.put(id.toLowerCase(Locale.ROOT), id);
    }
    abbreviations(0, "utc", "gmt", "z", "zulu", "ut", "uct", "wet");
    abbreviations(-10, "hst");
    abbreviations(-9, "akst");
    abbreviations(-8, "pst", "akdt");
    abbreviations(-7, "mst", "pdt");
    abbreviations(-6, "cst", "mdt");
    abbreviations(-5, "est", "cdt");
    abbreviations(-4, "edt", "ast");
    abbreviations(-3, "adt", "brt", "art");
    abbreviations(1, "cet", "met", "bst", "west");
    abbreviations(2, "cest", "mest", "eet", "ist", "sast");
    abbreviations(3, "eest", "msk", "idt", "eat");
    abbreviations(5, "pkt");
    abbreviations(7, "ict");
    abbreviations(8, "sgt", "hkt", "awst");
    abbreviations(9, "jst", "kst");
    abbreviations(10, "aest");
    abbreviations(11, "aedt");
    abbreviations(12, "nzst");
    abbreviations(13, "nzdt");
  }

  private TimeZones() {}

  private static void abbreviations(int hours, String... names) {
    for (String name : names) {
      ABBREVIATIONS.put(name, ZoneOffset.ofHours(hours));
    }
  }

  /** The zone of a setting ({@code SET TIME ZONE}) or of AT TIME ZONE; null when unknown. */
  public static @Nullable ZoneId parse(String name) {
    String lower = NumberText.trim(name).toLowerCase(Locale.ROOT);
    ZoneId named = byName(lower);
    if (named != null) {
      return named;
    }
    Matcher offset = OFFSET.matcher(lower);
    return offset.matches() ? offset(offset, false) : null;
  }

  /** A region, an abbreviation or a POSIX form, in lower case. */
  static @Nullable ZoneId byName(String lower) {
    ZoneOffset fixed = ABBREVIATIONS.get(lower);
    if (fixed != null) {
      return fixed;
    }
    String region = REGIONS.get(lower);
    if (region != null) {
      return ZoneId.of(region);
    }
    Matcher posix = POSIX.matcher(lower);
    return posix.matches() ? offset(posix, true) : null;
  }

  static @Nullable ZoneOffset abbreviation(String lower) {
    return ABBREVIATIONS.get(lower);
  }

  private static @Nullable ZoneId offset(Matcher parts, boolean west) {
    String minutes = parts.group(3);
    String seconds = parts.groupCount() > 3 ? parts.group(4) : null;
    int total =
        Integer.parseInt(parts.group(2)) * SECONDS_PER_HOUR
            + (minutes == null ? 0 : Integer.parseInt(minutes) * 60)
            + (seconds == null ? 0 : Integer.parseInt(seconds));
    boolean negative = "-".equals(parts.group(1)) != west;
    try {
      return ZoneOffset.ofTotalSeconds(negative ? -total : total);
    } catch (DateTimeException tooFar) {
      return null;
    }
  }
}
