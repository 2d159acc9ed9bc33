package io.holdfast.sql.type;

import static io.holdfast.sql.type.Timestamps.MICROS_PER_DAY;
import static io.holdfast.sql.type.Timestamps.MICROS_PER_SECOND;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a date, a time or both from the many spellings that PostgreSQL takes. One object reads one
 * text: {@link DateTimeFields} splits it, this class gives each field its meaning in turn.
 */
final class DateTimeParser {
  private static final Map<String, Integer> MONTHS =
      Map.ofEntries(
          Map.entry("jan", 1),
          Map.entry("feb", 2),
          Map.entry("mar", 3),
          Map.entry("apr", 4),
          Map.entry("may", 5),
          Map.entry("jun", 6),
          Map.entry("jul", 7),
          Map.entry("aug", 8),
          Map.entry("sep", 9),
          Map.entry("sept", 9),
          Map.entry("oct", 10),
          Map.entry("nov", 11),
          Map.entry("dec", 12),
          Map.entry("january", 1),
          Map.entry("february", 2),
          Map.entry("march", 3),
          Map.entry("april", 4),
          Map.entry("june", 6),
          Map.entry("july", 7),
          Map.entry("august", 8),
          Map.entry("september", 9),
          Map.entry("october", 10),
          Map.entry("november", 11),
          Map.entry("december", 12));

  /** What carries no information: days of the week and filling words. */
  private static final List<String> IGNORED =
      List.of(
          "at",
          "on",
          "sun",
          "sunday",
          "mon",
          "monday",
          "tue",
          "tues",
          "tuesday",
          "wed",
          "weds",
          "wednesday",
          "thu",
          "thur",
          "thurs",
          "thursday",
          "fri",
          "friday",
          "sat",
          "saturday");

  private static final int MAX_ZONE_HOURS = 15;

  private final String text;
  private final String typeName;
  private final TypeContext context;
  private final boolean timeOnly;
  private final DateParts parts;

  private boolean hasTime;
  private long timeMicros;
  private @Nullable Zone zone;
  private @Nullable Long moment;

  /** 'a' or 'p' after AM or PM. */
  private char half;

  /** Set by a word that says what the next number is: 'j' for a Julian day, 't' for a time. */
  private char prefix;

  DateTimeParser(String text, String typeName, TypeContext context) {
    this.text = text;
    this.typeName = typeName;
    this.context = context;
    this.timeOnly = typeName.equals("time");
    this.parts = new DateParts(this, context.dateStyle().order());
  }

  SqlException malformed() {
    return new SqlException(
        SqlState.INVALID_DATETIME_FORMAT,
        "invalid input syntax for type " + typeName + ": \"" + text + "\"");
  }

  SqlException fieldOverflow() {
    return new SqlException(
        SqlState.DATETIME_FIELD_OVERFLOW, "date/time field value out of range: \"" + text + "\"");
  }

  private SqlException outOfRange(String what) {
    return new SqlException(
        SqlState.DATETIME_FIELD_OVERFLOW, what + " out of range: \"" + text + "\"");
  }

  Long date() {
    read();
    if (moment != null) {
      return Timestamps.dateOf(Timestamps.toLocal(moment, context.zone()));
    }
    long days = days();
    if (days < Timestamps.MIN_DATE || days >= Timestamps.END_DATE) {
      throw outOfRange("date");
    }
    return days;
  }

  Long time() {
    read();
    if (moment != null) {
      if (!Timestamps.isFinite(moment)) {
        throw malformed();
      }
      return Timestamps.timeOf(Timestamps.toLocal(moment, context.zone()));
    }
    if (!hasTime) {
      throw malformed();
    }
    return timeMicros;
  }

  Long timestamp() {
    read();
    return moment != null ? Timestamps.toLocal(moment, context.zone()) : checkRange(local());
  }

  Long timestampTz() {
    read();
    if (moment != null) {
      return moment;
    }
    long local = local();
    Zone used = zone == null ? context.zone() : zone;
    return checkRange(local - Timestamps.offsetOfLocal(local, used) * MICROS_PER_SECOND);
  }

  private long days() {
    LocalDate date = parts.date();
    if (date == null) {
      throw malformed();
    }
    return Timestamps.ofLocalDate(date);
  }

  private long local() {
    long days = days();
    // One day more at both ends: the zone may bring the moment back into the range.
    if (days < Timestamps.MIN_DATE - 1 || days > Timestamps.END_TIMESTAMP / MICROS_PER_DAY) {
      throw outOfRange("timestamp");
    }
    return days * MICROS_PER_DAY + timeMicros;
  }

  private long checkRange(long micros) {
    if (micros < Timestamps.MIN_TIMESTAMP || micros >= Timestamps.END_TIMESTAMP) {
      throw outOfRange("timestamp");
    }
    return micros;
  }

  private void read() {
    List<DateTimeFields.Field> fields = DateTimeFields.split(text, this);
    if (fields.isEmpty()) {
      throw malformed();
    }
    for (int i = 0; i < fields.size(); i++) {
      DateTimeFields.Field field = fields.get(i);
      switch (field.kind()) {
        case TIME -> readTime(field.text());
        case ZONE -> readOffset(field.text());
        case DATE -> readDate(field.text());
        case NUMBER -> readNumber(field.text());
        case WORD -> readWord(field.text(), i + 1 < fields.size());
      }
    }
    if (prefix != 0) {
      throw malformed();
    }
    if (half != 0) {
      applyHalf();
    }
    if (moment != null && Timestamps.isFinite(moment) && (hasTime || parts.any())) {
      throw malformed();
    }
  }

  private void applyHalf() {
    long hour = timeMicros / IntervalText.MICROS_PER_HOUR;
    if (hour > 12) {
      throw fieldOverflow();
    }
    if (hour == 12) {
      timeMicros -= half == 'a' ? 12 * IntervalText.MICROS_PER_HOUR : 0;
    } else if (half == 'p') {
      timeMicros += 12 * IntervalText.MICROS_PER_HOUR;
    }
  }

  private void setTime(long hours, long minutes, long seconds, long fraction) {
    if (hasTime) {
      throw malformed();
    }
    if (minutes > 59 || seconds > 60 || hours > 24) {
      throw fieldOverflow();
    }
    timeMicros =
        hours * IntervalText.MICROS_PER_HOUR
            + minutes * IntervalText.MICROS_PER_MINUTE
            + seconds * MICROS_PER_SECOND
            + fraction;
    if (timeMicros > MICROS_PER_DAY) {
      throw fieldOverflow();
    }
    hasTime = true;
  }

  private void readTime(String field) {
    if (prefix == 'j') {
      throw malformed();
    }
    prefix = 0;
    String[] split = field.split(":", -1);
    if (split.length > 3) {
      throw malformed();
    }
    String last = split[split.length - 1];
    int point = last.indexOf('.');
    if (point >= 0 && split.length < 3) {
      throw malformed();
    }
    long seconds = 0;
    if (split.length == 3) {
      seconds = number(point < 0 ? last : last.substring(0, point));
    }
    long fraction = point < 0 ? 0 : fraction(last.substring(point));
    setTime(number(split[0]), number(split[1]), seconds, fraction);
  }

  int number(String digits) {
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw malformed();
    }
    if (digits.length() > 9) {
      throw fieldOverflow();
    }
    return Integer.parseInt(digits);
  }

  /** Microseconds of {@code .123}. */
  private long fraction(String digits) {
    if (digits.length() == 1) {
      return 0;
    }
    if (!digits.substring(1).chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw malformed();
    }
    return (long) Math.rint(Double.parseDouble(digits) * MICROS_PER_SECOND);
  }

  private void setZone(Zone read) {
    if (zone != null) {
      throw malformed();
    }
    zone = read;
  }

  private void readOffset(String field) {
    String digits = field.substring(1);
    String[] split = digits.split(":", -1);
    int hours;
    int minutes = 0;
    int seconds = 0;
    if (split.length == 1) {
      int all = number(digits);
      hours = digits.length() > 2 ? all / 100 : all;
      minutes = digits.length() > 2 ? all % 100 : 0;
    } else if (split.length <= 3) {
      hours = number(split[0]);
      minutes = number(split[1]);
      seconds = split.length == 3 ? number(split[2]) : 0;
    } else {
      throw malformed();
    }
    if (hours > MAX_ZONE_HOURS || minutes > 59 || seconds > 59) {
      throw new SqlException(
          SqlState.INVALID_TIME_ZONE_DISPLACEMENT,
          "time zone displacement out of range: \"" + text + "\"");
    }
    int total = hours * 3600 + minutes * 60 + seconds;
    int east = field.startsWith("-") ? -total : total;
    setZone(Zone.fixed(ZoneOffset.ofTotalSeconds(east), null));
  }

  private void readDate(String field) {
    boolean letter = Character.isLetter(field.charAt(0));
    if (letter && !MONTHS.containsKey(firstWord(field))) {
      Zone named = TimeZones.byName(field);
      if (named == null) {
        throw new SqlException(
            SqlState.INVALID_PARAMETER_VALUE, "time zone \"" + field + "\" not recognized");
      }
      setZone(named);
      return;
    }
    if (parts.complete()) {
      throw malformed();
    }
    prefix = 0;
    parts.readDate(field);
  }

  private static String firstWord(String field) {
    int end = 0;
    while (end < field.length() && Character.isLetter(field.charAt(end))) {
      end++;
    }
    return field.substring(0, end);
  }

  private void readNumber(String field) {
    int point = field.indexOf('.');
    int whole = point < 0 ? field.length() : point;
    if (prefix == 'j') {
      prefix = 0;
      parts.setDays(number(field.substring(0, whole)) + Timestamps.MIN_DATE);
      if (point >= 0) {
        double day = Double.parseDouble("0" + field.substring(point));
        setTime(0, 0, 0, (long) (day * MICROS_PER_DAY));
      }
    } else if (prefix == 't' || parts.complete() || timeOnly) {
      prefix = 0;
      readRunTime(field, whole);
    } else if (point >= 0) {
      parts.readDate(field);
    } else if (whole >= 6) {
      parts.readRun(field);
    } else {
      parts.readNumber(field);
    }
  }

  /** {@code hhmmss}, {@code hhmm} or {@code hhmmss.ff}. */
  private void readRunTime(String field, int whole) {
    long fraction = whole < field.length() ? fraction(field.substring(whole)) : 0;
    if (whole == 6) {
      setTime(
          number(field.substring(0, 2)),
          number(field.substring(2, 4)),
          number(field.substring(4, 6)),
          fraction);
    } else if (whole == 4) {
      setTime(number(field.substring(0, 2)), number(field.substring(2, 4)), 0, fraction);
    } else {
      throw malformed();
    }
  }

  private void readWord(String word, boolean more) {
    Integer month = MONTHS.get(word);
    if (month != null) {
      parts.setTextMonth(month);
      return;
    }
    switch (word) {
      case "am", "pm" -> half = word.charAt(0);
      case "bc", "b.c." -> parts.setEra(true);
      case "ad", "a.d." -> parts.setEra(false);
      case "t", "j", "jd", "julian" -> {
        if (!more) {
          throw malformed();
        }
        prefix = word.charAt(0);
      }
      case "now" -> setMoment(context.statementTimeMicros());
      case "epoch" -> {
        parts.setDays(-Timestamps.EPOCH_DAY);
        setTime(0, 0, 0, 0);
        setZone(Zone.UTC);
      }
      case "infinity" -> setMoment(Timestamps.INFINITY);
      case "-infinity" -> setMoment(Timestamps.MINUS_INFINITY);
      case "today" -> parts.setDays(today());
      case "tomorrow" -> parts.setDays(today() + 1);
      case "yesterday" -> parts.setDays(today() - 1);
      case "allballs" -> {
        setTime(0, 0, 0, 0);
        setZone(Zone.UTC);
      }
      default -> {
        if (!IGNORED.contains(word)) {
          readZoneName(word);
        }
      }
    }
  }

  private void setMoment(long micros) {
    if (moment != null) {
      throw malformed();
    }
    moment = micros;
  }

  private void readZoneName(String word) {
    Zone named = TimeZones.abbreviation(word);
    if (named == null) {
      named = TimeZones.byName(word);
    }
    if (named == null) {
      throw malformed();
    }
    setZone(named);
  }

  private long today() {
    return Timestamps.dateOf(Timestamps.toLocal(context.statementTimeMicros(), context.zone()));
  }

  static @Nullable Integer month(String word) {
    return MONTHS.get(word);
  }
}
