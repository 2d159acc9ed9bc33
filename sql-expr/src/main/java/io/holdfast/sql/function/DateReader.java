package io.holdfast.sql.function;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.function.DateTemplate.Part;
import io.holdfast.sql.type.Timestamps;
import io.holdfast.sql.type.Zone;
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

  /** The Julian day of 2000-01-01. */
  private static final int JULIAN_OF_2000 = 2_451_545;

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
  private int secondOfDay = -1;
  private int julian = -1;
  private int zoneHours = -1;
  private int zoneMinutes;
  private boolean negativeZone;

  private DateReader(String text) {
    this.text = text;
  }

  static void register(Registry r) {
    r.fn2("to_date(text, text) date stable", (c, a, f) -> read(a, f).date());
    r.fn2(
        "to_timestamp(text, text) timestamptz stable",
        (c, a, f) -> read(a, f).instant(c.types().zone()));
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
      literal(part);
      return;
    }
    skipBlanks();
    if (at >= text.length()) {
      return;
    }
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
      case "RM" -> month = romanMonth(part);
      case "TZH" -> zoneHours = signedNumber(part);
      case "TZM" -> zoneMinutes = number(part, 2);
      case "FF1", "FF2", "FF3", "FF4", "FF5", "FF6" -> fraction = fraction(6);
      case "SSSS", "SSSSS" -> secondOfDay = number(part, 5);
      case "J" -> julian = number(part, 9);
      case "TZ", "OF" ->
          throw new SqlException(
              SqlState.FEATURE_NOT_SUPPORTED,
              "formatting field \"" + part.text() + "\" is only supported in to_char");
      default -> number(part, 9);
    }
  }

  private void literal(Part part) {
    String literal = part.text();
    boolean letters = part.quoted() || Character.isLetterOrDigit(literal.codePointAt(0));
    if (!letters) {
      separators(literal.length());
      return;
    }
    // Text passes over as much as it is long, whatever stands there.
    int count = literal.codePointCount(0, literal.length());
    for (int i = 0; i < count && at < text.length(); i++) {
      at = text.offsetByCodePoints(at, 1);
    }
  }

  private int signedNumber(Part part) {
    char sign = text.charAt(at);
    negativeZone = sign == '-';
    at += sign == '-' || sign == '+' ? 1 : 0;
    return number(part, 2);
  }

  private int romanMonth(Part part) {
    int start = at;
    while (at < text.length() && "IVXivx".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String name = text.substring(start, at).toUpperCase(Locale.ROOT);
    for (int number = 1; number <= MONTHS.size(); number++) {
      if (RomanNumber.of(number).equals(name)) {
        return number;
      }
    }
    at = start;
    throw noSuchName(part, word());
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
    return text.substring(start, at);
  }

  private int month(Part part) {
    String written = word();
    String name = written.toLowerCase(Locale.ROOT);
    for (int i = 0; i < MONTHS.size(); i++) {
      boolean short3 = part.field().equals("MON");
      String wanted = short3 ? MONTHS.get(i).substring(0, 3) : MONTHS.get(i);
      if (short3 ? name.startsWith(wanted) : name.equals(wanted)) {
        at -= short3 ? name.length() - 3 : 0;
        return i + 1;
      }
    }
    throw noSuchName(part, written);
  }

  private static SqlException noSuchName(Part part, String written) {
    return new SqlException(
            SqlState.INVALID_DATETIME_FORMAT,
            "invalid value \"" + written + "\" for \"" + part.text() + "\"")
        .withDetail("The given value did not match any of the allowed values for this field.");
  }

  /** In the zone that was read, otherwise in the session's. */
  private long instant(Zone zone) {
    if (zoneHours < 0) {
      return Timestamps.toInstant(timestamp(), zone);
    }
    long seconds = zoneHours * 3_600L + zoneMinutes * 60L;
    long east = (negativeZone ? -seconds : seconds) * Timestamps.MICROS_PER_SECOND;
    return Timestamps.checkTimestamp(timestamp() - east);
  }

  private Long date() {
    if (julian >= 0) {
      return Timestamps.checkDate(julian - (long) JULIAN_OF_2000);
    }
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
    long seconds = secondOfDay >= 0 ? secondOfDay : (clock * 60L + minute) * 60 + second;
    return Timestamps.checkTimestamp(
        Timestamps.ofDate(date()) + seconds * Timestamps.MICROS_PER_SECOND + fraction);
  }
}
