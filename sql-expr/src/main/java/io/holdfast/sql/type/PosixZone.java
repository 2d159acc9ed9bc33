package io.holdfast.sql.type;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneOffsetTransitionRule;
import java.time.zone.ZoneOffsetTransitionRule.TimeDefinition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A zone as POSIX writes it (POSIX.1-2017, 8.3, TZ): {@code CET-1CEST,M3.5.0,M10.5.0/3}. Offsets
 * count to the west. Summer time without dates has those of the United States.
 */
final class PosixZone {
  private static final String OFFSET = "([+-]?\\d{1,2}(?::\\d{1,2}){0,2})";
  private static final String DATE =
      "(M\\d{1,2}\\.\\d\\.\\d|J\\d{1,3})(?:/(\\d{1,2}(?::\\d{1,2}){0,2}))?";

  private static final Pattern FORM =
      Pattern.compile(
          "([^0-9,+<-]*|<[^>]*>)"
              + OFFSET
              + "(?:([^0-9,+<-]+|<[^>]+>)"
              + OFFSET
              + "?(?:,"
              + DATE
              + ","
              + DATE
              + ")?)?");

  private static final Pattern NAME = Pattern.compile("[A-Z]{3,}|<[A-Z0-9:+-]+>");

  /** Where no dates are given: those of the United States since 2007, for all years. */
  private static final String SUMMER_BEGINS = "M3.2.0";

  private static final String SUMMER_ENDS = "M11.1.0";
  private static final int SECONDS_PER_HOUR = 3600;
  private static final int SECONDS_PER_DAY = 86_400;

  /** A year without a 29th of February. */
  private static final int COMMON_YEAR = 2001;

  private static final int FIRST_YEAR = 1;

  private static final int LAST_WEEK = 5;

  private PosixZone() {}

  /** The zone; null when the text is none. */
  static @Nullable Zone parse(String text) {
    return parse(text, false);
  }

  /** The zone where other words are possible: its name has letters; null when it is none. */
  static @Nullable Zone named(String text) {
    return parse(text, true);
  }

  private static @Nullable Zone parse(String text, boolean strict) {
    Matcher parts = FORM.matcher(text.toUpperCase(Locale.ROOT));
    if (!parts.matches() || (strict && !NAME.matcher(parts.group(1)).matches())) {
      return null;
    }
    try {
      ZoneOffset standard = ZoneOffset.ofTotalSeconds(-seconds(parts.group(2)));
      String summer = parts.group(3);
      if (summer == null) {
        return Zone.fixed(standard, name(parts.group(1)));
      }
      int ahead =
          parts.group(4) == null
              ? standard.getTotalSeconds() + SECONDS_PER_HOUR
              : -seconds(parts.group(4));
      ZoneRules rules = rules(standard, ZoneOffset.ofTotalSeconds(ahead), parts);
      return new Zone(rules, null, name(parts.group(1)), name(summer));
    } catch (DateTimeException | IllegalArgumentException outOfRange) {
      return null;
    }
  }

  private static String name(String written) {
    return written.startsWith("<") ? written.substring(1, written.length() - 1) : written;
  }

  private static int seconds(String written) {
    boolean negative = written.startsWith("-");
    String digits = negative || written.startsWith("+") ? written.substring(1) : written;
    int total = 0;
    int unit = SECONDS_PER_HOUR;
    for (String part : digits.split(":", -1)) {
      total += Integer.parseInt(part) * unit;
      unit /= 60;
    }
    return negative ? -total : total;
  }

  private static ZoneRules rules(ZoneOffset standard, ZoneOffset summer, Matcher parts) {
    String begins = parts.group(5) == null ? SUMMER_BEGINS : parts.group(5);
    String ends = parts.group(5) == null ? SUMMER_ENDS : parts.group(7);
    List<ZoneOffsetTransitionRule> yearly = new ArrayList<>();
    yearly.add(yearly(begins, parts.group(6), standard, standard, summer));
    yearly.add(yearly(ends, parts.group(8), standard, summer, standard));
    // In the order of the year: on the southern half summer ends first.
    yearly.sort(Comparator.comparing(each -> each.createTransition(FIRST_YEAR)));
    // Rules are for the years behind given changes, of which there have to be some.
    List<ZoneOffsetTransition> first = new ArrayList<>();
    yearly.forEach(each -> first.add(each.createTransition(FIRST_YEAR)));
    ZoneOffset before = first.get(0).getOffsetBefore();
    return ZoneRules.of(standard, before, List.of(), first, yearly);
  }

  private static ZoneOffsetTransitionRule yearly(
      String date,
      @Nullable String time,
      ZoneOffset standard,
      ZoneOffset before,
      ZoneOffset after) {
    int second = time == null ? 2 * SECONDS_PER_HOUR : seconds(time);
    boolean endOfDay = second == SECONDS_PER_DAY;
    LocalTime clock = LocalTime.ofSecondOfDay(endOfDay ? 0 : second);
    Month month;
    int day;
    DayOfWeek weekday = null;
    if (date.startsWith("J")) {
      LocalDate common = LocalDate.ofYearDay(COMMON_YEAR, Integer.parseInt(date.substring(1)));
      month = common.getMonth();
      day = common.getDayOfMonth();
    } else {
      String[] numbers = date.substring(1).split("\\.", -1);
      month = Month.of(Integer.parseInt(numbers[0]));
      int week = Integer.parseInt(numbers[1]);
      int sundayFirst = Integer.parseInt(numbers[2]);
      weekday = DayOfWeek.of(sundayFirst == 0 ? 7 : sundayFirst);
      day = week == LAST_WEEK ? -1 : (week - 1) * 7 + 1;
    }
    return ZoneOffsetTransitionRule.of(
        month, day, weekday, clock, endOfDay, TimeDefinition.WALL, standard, before, after);
  }
}
