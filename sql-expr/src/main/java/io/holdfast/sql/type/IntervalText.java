package io.holdfast.sql.type;

import static io.holdfast.sql.type.Timestamps.MICROS_PER_SECOND;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;

/** Written forms of {@code interval}, and its modifier: a mask of fields over a precision. */
public final class IntervalText {
  static final int YEAR = 4;
  static final int MONTH = 2;
  static final int DAY = 8;
  static final int HOUR = 1024;
  static final int MINUTE = 2048;
  static final int SECOND = 4096;

  /** All fields, in a modifier's upper half. */
  static final int FULL_RANGE = 0x7FFF;

  /** All digits, in a modifier's lower half. */
  static final int FULL_PRECISION = 0xFFFF;

  static final long MICROS_PER_MINUTE = 60 * MICROS_PER_SECOND;
  static final long MICROS_PER_HOUR = 60 * MICROS_PER_MINUTE;

  private IntervalText() {}

  static int typmod(int range, int precision) {
    return range << 16 | precision;
  }

  static int range(int typmod) {
    return typmod < 0 ? FULL_RANGE : typmod >> 16 & FULL_RANGE;
  }

  static boolean isRange(int range) {
    return range == FULL_RANGE || !rangeName(range).isEmpty();
  }

  private static String rangeName(int range) {
    return switch (range) {
      case YEAR -> " year";
      case MONTH -> " month";
      case DAY -> " day";
      case HOUR -> " hour";
      case MINUTE -> " minute";
      case SECOND -> " second";
      case YEAR | MONTH -> " year to month";
      case DAY | HOUR -> " day to hour";
      case DAY | HOUR | MINUTE -> " day to minute";
      case DAY | HOUR | MINUTE | SECOND -> " day to second";
      case HOUR | MINUTE -> " hour to minute";
      case HOUR | MINUTE | SECOND -> " hour to second";
      case MINUTE | SECOND -> " minute to second";
      default -> "";
    };
  }

  /** What format_type puts behind the name. */
  static String fields(int typmod) {
    int precision = typmod & FULL_PRECISION;
    return rangeName(range(typmod)) + (precision == FULL_PRECISION ? "" : "(" + precision + ")");
  }

  static Interval parse(String text, int range) {
    return IntervalParser.parse(text, range);
  }

  static SqlException fieldOverflow(String text) {
    return new SqlException(
        SqlState.INTERVAL_FIELD_OVERFLOW, "interval field value out of range: \"" + text + "\"");
  }

  /** Cuts fields below the modifier's range and rounds seconds to its precision. */
  static Interval fit(Interval interval, int typmod) {
    int months = interval.months();
    int days = interval.days();
    long micros = interval.micros();
    switch (range(typmod)) {
      case YEAR -> {
        return new Interval(months / 12 * 12, 0, 0);
      }
      case MONTH, YEAR | MONTH -> {
        return new Interval(months, 0, 0);
      }
      case DAY -> {
        return new Interval(months, days, 0);
      }
      case HOUR, DAY | HOUR -> micros = micros / MICROS_PER_HOUR * MICROS_PER_HOUR;
      case MINUTE, DAY | HOUR | MINUTE, HOUR | MINUTE ->
          micros = micros / MICROS_PER_MINUTE * MICROS_PER_MINUTE;
      default -> {
        // Ranges that end with seconds keep all.
      }
    }
    int precision = typmod & FULL_PRECISION;
    if (precision != FULL_PRECISION) {
      micros = Timestamps.roundTime(micros, precision);
    }
    return new Interval(months, days, micros);
  }

  /** As text, in a style. */
  public static String format(Interval interval, IntervalStyle style) {
    return switch (style) {
      case POSTGRES -> postgres(interval);
      case POSTGRES_VERBOSE -> verbose(interval);
      case SQL_STANDARD -> standard(interval);
      case ISO_8601 -> iso(interval);
    };
  }

  private static String postgres(Interval interval) {
    StringBuilder text = new StringBuilder();
    boolean negative = false;
    negative = appendPart(text, interval.months() / 12, "year", negative);
    negative = appendPart(text, interval.months() % 12, "mon", negative);
    negative = appendPart(text, interval.days(), "day", negative);
    long micros = interval.micros();
    if (text.length() == 0 || micros != 0) {
      if (text.length() > 0) {
        text.append(' ');
      }
      if (micros < 0) {
        text.append('-');
      } else if (negative) {
        text.append('+');
      }
      appendClock(text, micros, 2);
    }
    return text.toString();
  }

  /** Appends a part; answers whether the last part that was written is negative. */
  private static boolean appendPart(StringBuilder text, int value, String unit, boolean negative) {
    if (value == 0) {
      return negative;
    }
    if (text.length() > 0) {
      text.append(' ');
    }
    if (negative && value > 0) {
      text.append('+');
    }
    text.append(value).append(' ').append(unit).append(value == 1 ? "" : "s");
    return value < 0;
  }

  /** Appends hours, minutes and seconds without the sign. */
  private static void appendClock(StringBuilder text, long micros, int hourDigits) {
    // The remainders before abs: Long.MIN_VALUE has no positive counterpart.
    long hours = Math.abs(micros / MICROS_PER_HOUR);
    if (hourDigits == 2 && hours < 10) {
      text.append('0');
    }
    text.append(hours);
    appendTwo(text.append(':'), Math.abs(micros / MICROS_PER_MINUTE % 60));
    appendTwo(text.append(':'), Math.abs(micros / MICROS_PER_SECOND % 60));
    appendFraction(text, Math.abs(micros % MICROS_PER_SECOND));
  }

  static void appendTwo(StringBuilder text, long value) {
    if (value < 10) {
      text.append('0');
    }
    text.append(value);
  }

  /** Appends a point and digits up to the last that is not zero; nothing for zero. */
  static void appendFraction(StringBuilder text, long micros) {
    if (micros == 0) {
      return;
    }
    String digits = Long.toString(MICROS_PER_SECOND + micros);
    int end = digits.length();
    while (digits.charAt(end - 1) == '0') {
      end--;
    }
    text.append('.').append(digits, 1, end);
  }

  private static String verbose(Interval interval) {
    StringBuilder text = new StringBuilder("@");
    boolean[] ago = new boolean[1];
    appendVerbose(text, interval.months() / 12, "year", ago);
    appendVerbose(text, interval.months() % 12, "mon", ago);
    appendVerbose(text, interval.days(), "day", ago);
    long micros = interval.micros();
    appendVerbose(text, micros / MICROS_PER_HOUR, "hour", ago);
    appendVerbose(text, micros / MICROS_PER_MINUTE % 60, "min", ago);
    long seconds = micros / MICROS_PER_SECOND % 60;
    long fraction = micros % MICROS_PER_SECOND;
    if (seconds != 0 || fraction != 0) {
      boolean below = seconds < 0 || fraction < 0;
      if (text.length() == 1) {
        ago[0] = below;
      }
      text.append(below == ago[0] ? " " : " -").append(Math.abs(seconds));
      appendFraction(text, Math.abs(fraction));
      text.append(Math.abs(seconds) == 1 && fraction == 0 ? " sec" : " secs");
    }
    if (text.length() == 1) {
      text.append(" 0");
    }
    return text.append(ago[0] ? " ago" : "").toString();
  }

  private static void appendVerbose(StringBuilder text, long value, String unit, boolean[] ago) {
    if (value == 0) {
      return;
    }
    long shown = value;
    if (text.length() == 1) {
      ago[0] = value < 0;
      shown = Math.abs(value);
    } else if (ago[0]) {
      shown = -value;
    }
    text.append(' ').append(shown).append(' ').append(unit).append(shown == 1 ? "" : "s");
  }

  private static String iso(Interval interval) {
    if (interval.months() == 0 && interval.days() == 0 && interval.micros() == 0) {
      return "PT0S";
    }
    StringBuilder text = new StringBuilder("P");
    appendIso(text, interval.months() / 12, 'Y');
    appendIso(text, interval.months() % 12, 'M');
    appendIso(text, interval.days(), 'D');
    long micros = interval.micros();
    if (micros != 0) {
      text.append('T');
      appendIso(text, micros / MICROS_PER_HOUR, 'H');
      appendIso(text, micros / MICROS_PER_MINUTE % 60, 'M');
      long rest = micros % MICROS_PER_MINUTE;
      if (rest != 0) {
        text.append(rest < 0 ? "-" : "").append(Math.abs(rest / MICROS_PER_SECOND));
        appendFraction(text, Math.abs(rest % MICROS_PER_SECOND));
        text.append('S');
      }
    }
    return text.toString();
  }

  private static void appendIso(StringBuilder text, long value, char unit) {
    if (value != 0) {
      text.append(value).append(unit);
    }
  }

  private static String standard(Interval interval) {
    int months = interval.months();
    int days = interval.days();
    long micros = interval.micros();
    if (months == 0 && days == 0 && micros == 0) {
      return "0";
    }
    boolean below = months < 0 || days < 0 || micros < 0;
    boolean above = months > 0 || days > 0 || micros > 0;
    boolean hasDayTime = days != 0 || micros != 0;
    StringBuilder text = new StringBuilder();
    if ((below && above) || (months != 0 && hasDayTime)) {
      // One sign for all would be ambiguous: each part has its own.
      text.append(months < 0 ? '-' : '+').append(Math.abs(months / 12));
      text.append('-').append(Math.abs(months % 12)).append(' ');
      text.append(days < 0 ? '-' : '+').append(Math.abs((long) days)).append(' ');
      appendClock(text.append(micros < 0 ? '-' : '+'), micros, 1);
      return text.toString();
    }
    text.append(below ? "-" : "");
    if (months != 0) {
      text.append(Math.abs(months / 12)).append('-').append(Math.abs(months % 12));
      return text.toString();
    }
    if (days != 0) {
      text.append(Math.abs((long) days)).append(' ');
    }
    appendClock(text, micros, 1);
    return text.toString();
  }
}
