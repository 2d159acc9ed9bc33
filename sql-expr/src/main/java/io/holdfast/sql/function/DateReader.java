package io.holdfast.sql.function;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.function.DateTemplate.Part;
import io.holdfast.sql.type.Timestamps;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;

/** Functions to_date and to_timestamp with a template. */
final class DateReader {
  private static final List<String> MONTHS =
      List.of(
          "january",
          "february",
          "march",
          "april",
          "may",
          "june",
          "july",
          "august",
          "september",
          "october",
          "november",
          "december");

  private final String text;
  private int at;
  private int year;
  private int month = 1;
  private int day = 1;
  private int dayOfYear;
  private int hour;
  private int minute;
  private int second;
  private long fraction;
  private boolean twelve;
  private boolean afternoon;
  private boolean beforeChrist;

  private DateReader(String text) {
    this.text = text;
  }

  static void register(Registry r) {
    r.fn2("to_date(text, text) date stable", (c, a, f) -> read(a, f).date());
    r.fn2(
        "to_timestamp(text, text) timestamptz stable",
        (c, a, f) -> Timestamps.toInstant(read(a, f).timestamp(), c.types().zone()));
  }

  private static DateReader read(Object text, Object format) {
    DateReader reader = new DateReader((String) text);
    List<Part> parts = DateTemplate.parse((String) format);
    for (int i = 0; i < parts.size() && reader.at < reader.text.length(); i++) {
      boolean digitsFollow = i + 1 < parts.size() && !parts.get(i + 1).isLiteral();
      reader.part(parts.get(i), digitsFollow);
    }
    return reader;
  }

  private void part(Part part, boolean digitsFollow) {
    if (part.isLiteral()) {
      separators(part.text().length());
      return;
    }
    skipBlanks();
    switch (part.field()) {
      case "YYYY", "IYYY" -> year = number(part, digitsFollow ? 4 : 9);
      case "YYY", "YY", "Y" -> year = nearYear(number(part, part.field().length()));
      case "MM" -> month = number(part, digitsFollow ? 2 : 9);
      case "DD" -> day = number(part, digitsFollow ? 2 : 9);
      case "DDD" -> dayOfYear = number(part, digitsFollow ? 3 : 9);
      case "MONTH", "MON" -> month = month(part);
      case "HH24" -> hour = number(part, digitsFollow ? 2 : 9);
      case "HH", "HH12" -> {
        hour = number(part, digitsFollow ? 2 : 9);
        twelve = true;
      }
      case "MI" -> minute = number(part, digitsFollow ? 2 : 9);
      case "SS" -> second = number(part, digitsFollow ? 2 : 9);
      case "MS" -> fraction = fraction(3) * 1000;
      case "US" -> fraction = fraction(6);
      case "AM", "PM", "A.M.", "P.M." -> {
        afternoon = Character.toLowerCase(text.charAt(at)) == 'p';
        at = Math.min(text.length(), at + part.field().length());
      }
      case "AD", "BC", "A.D.", "B.C." -> {
        beforeChrist = Character.toLowerCase(text.charAt(at)) == 'b';
        at = Math.min(text.length(), at + part.field().length());
      }
      case "DAY", "DY" -> word();
      default -> number(part, 9);
    }
  }

  /** Separators of the template stand for separators of the text, whichever and if any. */
  private void separators(int count) {
    for (int i = 0; i < count && at < text.length(); i++) {
      if (!Character.isLetterOrDigit(text.charAt(at))) {
        at++;
      }
    }
  }

  private void skipBlanks() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }

  private int number(Part part, int digitsMax) {
    int start = at;
    while (at < text.length() && at - start < digitsMax && Character.isDigit(text.charAt(at))) {
      at++;
    }
    if (at == start) {
      String found = text.substring(start, Math.min(text.length(), start + part.field().length()));
      throw new SqlException(
              SqlState.INVALID_DATETIME_FORMAT,
              "invalid value \"" + found + "\" for \"" + part.text() + "\"")
          .withDetail("Value must be an integer.");
    }
    return Integer.parseInt(text.substring(start, at));
  }

  /** Digits behind the point: missing ones are zeros at the end. */
  private long fraction(int digits) {
    long value = 0;
    for (int i = 0; i < digits; i++) {
      boolean digit = at < text.length() && Character.isDigit(text.charAt(at));
      value = value * 10 + (digit ? text.charAt(at++) - '0' : 0);
    }
    return value;
  }

  /** Years of two digits lie around 2000. */
  private static int nearYear(int value) {
    if (value >= 100) {
      return value < 520 ? value + 2000 : value + 1000;
    }
    return value < 70 ? value + 2000 : value + 1900;
  }

  private String word() {
    int start = at;
    while (at < text.length() && Character.isLetter(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at).toLowerCase(Locale.ROOT);
  }

  private int month(Part part) {
    String name = word();
    for (int i = 0; i < MONTHS.size(); i++) {
      boolean short3 = part.field().equals("MON");
      String wanted = short3 ? MONTHS.get(i).substring(0, 3) : MONTHS.get(i);
      if (short3 ? name.startsWith(wanted) : name.equals(wanted)) {
        at -= short3 ? name.length() - 3 : 0;
        return i + 1;
      }
    }
    throw new SqlException(
            SqlState.INVALID_DATETIME_FORMAT,
            "invalid value \"" + name + "\" for \"" + part.text() + "\"")
        .withDetail("The given value did not match any of the allowed values for this field.");
  }

  private Long date() {
    try {
      int civil = year == 0 || beforeChrist ? 1 - year : year;
      LocalDate date =
          dayOfYear > 0 ? LocalDate.ofYearDay(civil, dayOfYear) : LocalDate.of(civil, month, day);
      return Timestamps.checkDate(Timestamps.ofLocalDate(year == 0 ? date.withYear(0) : date));
    } catch (DateTimeException refused) {
      throw outOfRange().causedBy(refused);
    }
  }

  private SqlException outOfRange() {
    return new SqlException(
        SqlState.DATETIME_FIELD_OVERFLOW, "date/time field value out of range: \"" + text + "\"");
  }

  private long timestamp() {
    if (twelve && (hour < 1 || hour > 12)) {
      throw new SqlException(
              SqlState.INVALID_DATETIME_FORMAT,
              "hour \"" + hour + "\" is invalid for the 12-hour clock")
          .withHint("Use the 24-hour clock, or give an hour between 1 and 12.");
    }
    int clock = twelve ? hour % 12 + (afternoon ? 12 : 0) : hour;
    if (clock > 24 || minute > 59 || second > 60) {
      throw outOfRange();
    }
    long seconds = (clock * 60L + minute) * 60 + second;
    return Timestamps.checkTimestamp(
        Timestamps.ofDate(date()) + seconds * Timestamps.MICROS_PER_SECOND + fraction);
  }
}
