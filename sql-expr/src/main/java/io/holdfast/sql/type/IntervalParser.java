package io.holdfast.sql.type;

import static io.holdfast.sql.type.Timestamps.MICROS_PER_DAY;
import static io.holdfast.sql.type.Timestamps.MICROS_PER_SECOND;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads an interval: numbers with units, {@code h:m:s}, {@code y-m}, and ISO 8601.
 *
 * <p>Words are taken from the end, because a number without a unit means what stands behind it: the
 * 3 of {@code 3 4:05} is days.
 */
final class IntervalParser {
  /** A field that a number can mean; each may occur once. */
  private enum Unit {
    MICROSECOND,
    MILLISECOND,
    SECOND,
    MINUTE,
    HOUR,
    DAY,
    WEEK,
    MONTH,
    YEAR,
    DECADE,
    CENTURY,
    MILLENNIUM
  }

  private static final Map<String, Unit> UNITS = new HashMap<>();

  static {
    name(Unit.MICROSECOND, "us", "usec", "usecs", "usecond", "useconds", "microsecon");
    name(Unit.MILLISECOND, "ms", "msec", "msecs", "msecond", "mseconds", "millisecon");
    name(Unit.SECOND, "s", "sec", "secs", "second", "seconds");
    name(Unit.MINUTE, "m", "min", "mins", "minute", "minutes");
    name(Unit.HOUR, "h", "hr", "hrs", "hour", "hours");
    name(Unit.DAY, "d", "day", "days");
    name(Unit.WEEK, "w", "week", "weeks");
    name(Unit.MONTH, "mon", "mons", "month", "months");
    name(Unit.YEAR, "y", "yr", "yrs", "year", "years");
    name(Unit.DECADE, "dec", "decs", "decade", "decades");
    name(Unit.CENTURY, "c", "cent", "century", "centuries");
    name(Unit.MILLENNIUM, "mil", "mils", "millennia", "millennium");
  }

  /** Words are compared by as many characters. */
  private static final int WORD_LENGTH = 10;

  private static final Set<Unit> TIME_UNITS = EnumSet.of(Unit.HOUR, Unit.MINUTE, Unit.SECOND);

  private final String text;
  private final int range;
  private long months;
  private long years;
  private long days;
  private long micros;
  private final Set<Unit> seen = EnumSet.noneOf(Unit.class);

  private IntervalParser(String text, int range) {
    this.text = text;
    this.range = range;
  }

  private static void name(Unit unit, String... words) {
    for (String word : words) {
      UNITS.put(word, unit);
    }
  }

  static Interval parse(String text, int range) {
    IntervalParser parser = new IntervalParser(text, range);
    String trimmed = NumberText.trim(text);
    try {
      if (trimmed.startsWith("P") && trimmed.length() > 1) {
        parser.parseIso(trimmed);
      } else {
        parser.parseWords(parser.split());
      }
      // Weeks and fractions have been carried; only now the parts must fit together.
      return parser.result();
    } catch (ArithmeticException overflow) {
      throw IntervalText.fieldOverflow(text).causedBy(overflow);
    }
  }

  private Interval result() {
    if (years != (int) years || months != (int) months || days != (int) days) {
      throw IntervalText.fieldOverflow(text);
    }
    return Interval.of(years * 12 + months, days, micros);
  }

  private SqlException malformed() {
    return new SqlException(
        SqlState.INVALID_DATETIME_FORMAT,
        "invalid input syntax for type interval: \"" + text + "\"");
  }

  /** Numbers with their signs, times, and words, in lower case. */
  private List<String> split() {
    List<String> fields = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      int from = at;
      if (isDigit(c) || c == '.') {
        at = endOfNumber(at);
        fields.add(text.substring(from, at));
      } else if (c == '+' || c == '-') {
        at++;
        while (at < text.length() && NumberText.isSpace(text.charAt(at))) {
          at++;
        }
        if (at == text.length() || !isDigit(text.charAt(at))) {
          throw malformed();
        }
        from = at;
        at = endOfNumber(at);
        fields.add(c + text.substring(from, at));
      } else if (Character.isLetter(c)) {
        while (at < text.length() && Character.isLetter(text.charAt(at))) {
          at++;
        }
        fields.add(text.substring(from, at).toLowerCase(Locale.ROOT));
      } else if (NumberText.isSpace(c) || isPunctuation(c)) {
        at++;
      } else {
        throw malformed();
      }
    }
    return fields;
  }

  private static boolean isPunctuation(char c) {
    return c > ' ' && c < 0x7F && c != ':';
  }

  private int endOfNumber(int from) {
    int at = from;
    while (at < text.length()
        && (isDigit(text.charAt(at)) || ".:-".indexOf(text.charAt(at)) >= 0)) {
      at++;
    }
    return at;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private void parseWords(List<String> fields) {
    Unit unit = null;
    boolean ago = false;
    for (int i = fields.size() - 1; i >= 0; i--) {
      String field = fields.get(i);
      if (Character.isLetter(field.charAt(0))) {
        if (field.equals("ago")) {
          ago = true;
          continue;
        }
        unit = UNITS.get(field.length() > WORD_LENGTH ? field.substring(0, WORD_LENGTH) : field);
        if (unit == null) {
          throw malformed();
        }
      } else if (field.indexOf(':') >= 0) {
        addTime(field);
        unit = Unit.DAY;
      } else {
        unit = addNumber(field, unit == null ? defaultUnit() : unit);
      }
    }
    if (seen.isEmpty()) {
      throw malformed();
    }
    if (ago) {
      years = -years;
      months = -months;
      days = -days;
      micros = Math.negateExact(micros);
    }
  }

  private Unit defaultUnit() {
    return switch (range) {
      case IntervalText.YEAR -> Unit.YEAR;
      case IntervalText.MONTH, IntervalText.YEAR | IntervalText.MONTH -> Unit.MONTH;
      case IntervalText.DAY -> Unit.DAY;
      case IntervalText.HOUR, IntervalText.DAY | IntervalText.HOUR -> Unit.HOUR;
      case IntervalText.MINUTE,
          IntervalText.HOUR | IntervalText.MINUTE,
          IntervalText.DAY | IntervalText.HOUR | IntervalText.MINUTE ->
          Unit.MINUTE;
      default -> Unit.SECOND;
    };
  }

  private void see(Set<Unit> units) {
    for (Unit unit : units) {
      if (!seen.add(unit)) {
        throw malformed();
      }
    }
  }

  private void addTime(String field) {
    boolean negative = field.startsWith("-");
    String unsigned = negative || field.startsWith("+") ? field.substring(1) : field;
    String[] parts = unsigned.split(":", -1);
    if (parts.length > 3 || unsigned.indexOf('-') >= 0) {
      throw malformed();
    }
    // Two numbers are hours and minutes, unless the range or a fraction says otherwise.
    boolean minuteSecond =
        parts.length == 2
            && (parts[1].indexOf('.') >= 0 || range == (IntervalText.MINUTE | IntervalText.SECOND));
    long hours = minuteSecond ? 0 : wholeNumber(parts[0]);
    String middle = parts[minuteSecond ? 0 : 1];
    long minutes = middle.isEmpty() && parts.length == 2 ? 0 : wholeNumber(middle);
    String seconds = minuteSecond ? parts[1] : parts.length == 3 ? parts[2] : "0";
    int point = seconds.indexOf('.');
    long whole = wholeNumber(point < 0 ? seconds : seconds.substring(0, point));
    double fraction = point < 0 ? 0 : fraction(seconds.substring(point));
    if (minutes > 59 || whole > 60) {
      throw IntervalText.fieldOverflow(text);
    }
    long time =
        Math.addExact(
            Math.multiplyExact(hours, IntervalText.MICROS_PER_HOUR),
            minutes * IntervalText.MICROS_PER_MINUTE
                + whole * MICROS_PER_SECOND
                + (long) Math.rint(fraction * MICROS_PER_SECOND));
    micros = Math.addExact(micros, negative ? -time : time);
    see(TIME_UNITS);
  }

  private long wholeNumber(String digits) {
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw malformed();
    }
    if (digits.length() > 18) {
      throw IntervalText.fieldOverflow(text);
    }
    return Long.parseLong(digits);
  }

  /** Of {@code .123}; a lone point is zero. */
  private double fraction(String digits) {
    if (!digits.substring(1).chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw malformed();
    }
    return digits.length() == 1 ? 0 : Double.parseDouble(digits);
  }

  /** Adds a number in a unit; answers the unit of a number before it that has none. */
  private Unit addNumber(String field, Unit unit) {
    boolean negative = field.startsWith("-");
    String unsigned = negative || field.startsWith("+") ? field.substring(1) : field;
    int dash = unsigned.indexOf('-');
    if (dash >= 0) {
      long year = wholeNumber(unsigned.substring(0, dash));
      String months = unsigned.substring(dash + 1);
      if (months.startsWith("-")) {
        throw IntervalText.fieldOverflow(text);
      }
      long month = months.isEmpty() ? 0 : wholeNumber(months);
      if (month >= 12) {
        throw IntervalText.fieldOverflow(text);
      }
      long total = Math.addExact(Math.multiplyExact(year, 12L), month);
      add(Unit.MONTH, negative ? -total : total, 0);
      return Unit.MONTH;
    }
    int point = unsigned.indexOf('.');
    String whole = point < 0 ? unsigned : unsigned.substring(0, point);
    // With its sign: the least number has no positive counterpart.
    long value = whole.isEmpty() ? 0 : number(negative ? "-" + whole : whole);
    double fraction = point < 0 ? 0 : fraction(unsigned.substring(point));
    add(unit, value, negative ? -fraction : fraction);
    return unit == Unit.HOUR ? Unit.DAY : unit;
  }

  private long number(String digits) {
    int from = digits.startsWith("-") ? 1 : 0;
    if (!digits.substring(from).chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw malformed();
    }
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException tooLong) {
      throw IntervalText.fieldOverflow(text).causedBy(tooLong);
    }
  }

  private void add(Unit unit, long value, double fraction) {
    switch (unit) {
      case MICROSECOND -> addMicros(value, fraction, 1);
      case MILLISECOND -> addMicros(value, fraction, 1000);
      case SECOND -> addMicros(value, fraction, MICROS_PER_SECOND);
      case MINUTE -> addMicros(value, fraction, IntervalText.MICROS_PER_MINUTE);
      case HOUR -> addMicros(value, fraction, IntervalText.MICROS_PER_HOUR);
      case DAY -> addDays(value, fraction, 1);
      case WEEK -> addDays(value, fraction, 7);
      case MONTH -> {
        months = Math.addExact(months, value);
        addDays(0, fraction, Interval.DAYS_PER_MONTH);
      }
      case YEAR -> addYears(value, fraction, 1);
      case DECADE -> addYears(value, fraction, 10);
      case CENTURY -> addYears(value, fraction, 100);
      case MILLENNIUM -> addYears(value, fraction, 1000);
    }
    if (years != (int) years || months != (int) months || days != (int) days) {
      throw IntervalText.fieldOverflow(text);
    }
    see(EnumSet.of(unit));
  }

  private void addYears(long value, double fraction, int scale) {
    years = Math.addExact(years, Math.multiplyExact(value, (long) scale));
    months = Math.addExact(months, (long) Math.rint(fraction * scale * 12));
  }

  private void addDays(long value, double fraction, int scale) {
    double scaled = fraction * scale;
    long whole = (long) scaled;
    days = Math.addExact(days, Math.addExact(Math.multiplyExact(value, (long) scale), whole));
    addMicros(0, scaled - whole, MICROS_PER_DAY);
  }

  private void addMicros(long value, double fraction, long scale) {
    double scaled = fraction * scale;
    long whole = (long) scaled;
    double rest = scaled - whole;
    if (rest > 0.5) {
      whole++;
    } else if (rest < -0.5) {
      whole--;
    }
    micros = Math.addExact(micros, Math.addExact(Math.multiplyExact(value, scale), whole));
  }

  private void parseIso(String iso) {
    boolean time = false;
    int at = 1;
    while (at < iso.length()) {
      if (iso.charAt(at) == 'T') {
        time = true;
        at++;
        if (at < iso.length() && iso.indexOf(':', at) > 0) {
          addTime(iso.substring(at));
          return;
        }
        continue;
      }
      int from = at;
      if (iso.charAt(at) == '-' || iso.charAt(at) == '+') {
        at++;
      }
      while (at < iso.length() && (isDigit(iso.charAt(at)) || iso.charAt(at) == '.')) {
        at++;
      }
      String number = iso.substring(from, at);
      if (number.isEmpty() || number.equals("-") || number.equals("+")) {
        throw malformed();
      }
      if (isBasic(iso, at, number, time)) {
        addBasic(number, time);
        continue;
      }
      if (at == iso.length() || iso.charAt(at) == 'T' || iso.charAt(at) == '-') {
        at = parseIsoDate(iso, from);
        continue;
      }
      seen.clear();
      addNumber(number, isoUnit(iso.charAt(at), time));
      at++;
    }
  }

  /** Digits without letters: {@code yyyymmdd} or {@code hhmmss}. */
  private static boolean isBasic(String iso, int at, String number, boolean time) {
    boolean ends = at == iso.length() || (!time && iso.charAt(at) == 'T');
    return ends && number.length() == (time ? 6 : 8) && number.indexOf('.') < 0;
  }

  private void addBasic(String digits, boolean time) {
    if (time) {
      addTime(digits.substring(0, 2) + ":" + digits.substring(2, 4) + ":" + digits.substring(4));
      return;
    }
    add(Unit.YEAR, wholeNumber(digits.substring(0, 4)), 0);
    add(Unit.MONTH, wholeNumber(digits.substring(4, 6)), 0);
    add(Unit.DAY, wholeNumber(digits.substring(6)), 0);
  }

  private Unit isoUnit(char letter, boolean time) {
    return switch (letter) {
      case 'Y' -> Unit.YEAR;
      case 'W' -> Unit.WEEK;
      case 'D' -> Unit.DAY;
      case 'H' -> Unit.HOUR;
      case 'S' -> Unit.SECOND;
      case 'M' -> time ? Unit.MINUTE : Unit.MONTH;
      default -> throw malformed();
    };
  }

  /** Reads {@code yyyy-mm-dd} as numbers of years, months and days; answers its end. */
  private int parseIsoDate(String iso, int from) {
    int end = iso.indexOf('T', from);
    if (end < 0) {
      end = iso.length();
    }
    String[] parts = iso.substring(from, end).split("-", -1);
    if (parts.length > 3) {
      throw malformed();
    }
    Unit[] units = {Unit.YEAR, Unit.MONTH, Unit.DAY};
    for (int i = 0; i < parts.length; i++) {
      add(units[i], wholeNumber(parts[i]), 0);
    }
    return end;
  }
}
