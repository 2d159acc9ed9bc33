package io.holdfast.sql.type;

import static io.holdfast.sql.type.Timestamps.MICROS_PER_DAY;
import static io.holdfast.sql.type.Timestamps.MICROS_PER_SECOND;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.util.Locale;

/** Text forms of dates and times. */
final class DateTimeText {

  private DateTimeText() {}

  static Long parseDate(String text, TypeContext context) {
    return new DateTimeParser(text, "date", context).date();
  }

  static Long parseTime(String text, TypeContext context) {
    return new DateTimeParser(text, "time", context).time();
  }

  static Long parseTimestamp(String text, TypeContext context) {
    return new DateTimeParser(text, "timestamp", context).timestamp();
  }

  static Long parseTimestampTz(String text, TypeContext context) {
    return new DateTimeParser(text, "timestamp with time zone", context).timestampTz();
  }

  static String formatDate(long value, TypeContext context) {
    if (!Timestamps.isFinite(value)) {
      return value > 0 ? "infinity" : "-infinity";
    }
    LocalDate date = Timestamps.localDate(value);
    StringBuilder text = new StringBuilder();
    DateStyle style = context.dateStyle();
    if (style.output() == DateStyle.Output.POSTGRES) {
      appendDigits(text, style, date, '-');
    } else {
      appendDate(text, style, date);
    }
    return era(text, date);
  }

  private static String era(StringBuilder text, LocalDate date) {
    return text.append(date.getYear() <= 0 ? " BC" : "").toString();
  }

  private static void appendDate(StringBuilder text, DateStyle style, LocalDate date) {
    switch (style.output()) {
      case ISO -> {
        appendYear(text, date);
        IntervalText.appendTwo(text.append('-'), date.getMonthValue());
        IntervalText.appendTwo(text.append('-'), date.getDayOfMonth());
      }
      case GERMAN -> {
        IntervalText.appendTwo(text, date.getDayOfMonth());
        IntervalText.appendTwo(text.append('.'), date.getMonthValue());
        appendYear(text.append('.'), date);
      }
      default -> appendDigits(text, style, date, '/');
    }
  }

  private static void appendDigits(
      StringBuilder text, DateStyle style, LocalDate date, char separator) {
    boolean dayFirst = style.order() == DateStyle.Order.DMY;
    int month = date.getMonthValue();
    int day = date.getDayOfMonth();
    IntervalText.appendTwo(text, dayFirst ? day : month);
    IntervalText.appendTwo(text.append(separator), dayFirst ? month : day);
    appendYear(text.append(separator), date);
  }

  private static void appendYear(StringBuilder text, LocalDate date) {
    int year = date.getYear() > 0 ? date.getYear() : 1 - date.getYear();
    text.append(year < 10 ? "000" : year < 100 ? "00" : year < 1000 ? "0" : "").append(year);
  }

  static String formatTime(long value) {
    StringBuilder text = new StringBuilder();
    appendTime(text, value);
    return text.toString();
  }

  private static void appendTime(StringBuilder text, long micros) {
    long seconds = micros / MICROS_PER_SECOND;
    IntervalText.appendTwo(text, seconds / 3600);
    IntervalText.appendTwo(text.append(':'), seconds / 60 % 60);
    IntervalText.appendTwo(text.append(':'), seconds % 60);
    IntervalText.appendFraction(text, micros % MICROS_PER_SECOND);
  }

  static String formatTimestamp(long value, TypeContext context) {
    if (!Timestamps.isFinite(value)) {
      return value > 0 ? "infinity" : "-infinity";
    }
    return format(value, context.dateStyle(), "", "");
  }

  static String formatTimestampTz(long value, TypeContext context) {
    if (!Timestamps.isFinite(value)) {
      return value > 0 ? "infinity" : "-infinity";
    }
    ZoneOffset offset = Timestamps.offsetAt(value, context.zone());
    // Not checked: the local time of the last moments may lie behind the last timestamp.
    long local = value + offset.getTotalSeconds() * MICROS_PER_SECOND;
    boolean iso = context.dateStyle().output() == DateStyle.Output.ISO;
    String shown = iso ? offsetText(offset) : abbreviation(value, context);
    return format(local, context.dateStyle(), iso ? "" : " ", shown);
  }

  private static String format(long local, DateStyle style, String space, String zone) {
    LocalDate date = Timestamps.localDate(Math.floorDiv(local, MICROS_PER_DAY));
    long time = Math.floorMod(local, MICROS_PER_DAY);
    StringBuilder text = new StringBuilder(32);
    if (style.output() == DateStyle.Output.POSTGRES) {
      String day = date.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
      String month = date.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
      text.append(day).append(' ');
      if (style.order() == DateStyle.Order.DMY) {
        IntervalText.appendTwo(text, date.getDayOfMonth());
        text.append(' ').append(month);
      } else {
        IntervalText.appendTwo(text.append(month).append(' '), date.getDayOfMonth());
      }
      appendTime(text.append(' '), time);
      appendYear(text.append(' '), date);
    } else {
      appendDate(text, style, date);
      appendTime(text.append(' '), time);
    }
    return era(text.append(space).append(zone), date);
  }

  /** {@code +02}, {@code -03:30}, {@code +00:19:32}. */
  static String offsetText(ZoneOffset offset) {
    int seconds = Math.abs(offset.getTotalSeconds());
    StringBuilder text = new StringBuilder();
    text.append(offset.getTotalSeconds() < 0 ? '-' : '+');
    IntervalText.appendTwo(text, seconds / 3600);
    if (seconds % 3600 != 0) {
      IntervalText.appendTwo(text.append(':'), seconds / 60 % 60);
      if (seconds % 60 != 0) {
        IntervalText.appendTwo(text.append(':'), seconds % 60);
      }
    }
    return text.toString();
  }

  private static String abbreviation(long value, TypeContext context) {
    long seconds = Timestamps.unixSeconds(value);
    return context.zone().shortName(java.time.Instant.ofEpochSecond(seconds));
  }
}
