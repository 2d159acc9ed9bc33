package io.holdfast.sql.type;

import io.holdfast.sql.error.SqlException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Year, month and day as they are found. Which of them a number is follows from its length, from
 * what is known already and from the order of DateStyle.
 */
final class DateParts {
  private static final int YEAR = 1;
  private static final int MONTH = 2;
  private static final int DAY = 4;
  private static final int ALL = YEAR | MONTH | DAY;

  /** The first and the last year that java.time and PostgreSQL both know. */
  private static final int MAX_YEAR = 5_900_000;

  private final DateTimeParser parser;
  private final DateStyle.Order order;
  private int year;
  private int month;
  private int day;
  private int dayOfYear;
  private @Nullable Long days;
  private int known;
  private boolean twoDigits;
  private boolean textMonth;
  private boolean eraGiven;
  private boolean beforeChrist;

  DateParts(DateTimeParser parser, DateStyle.Order order) {
    this.parser = parser;
    this.order = order;
  }

  boolean complete() {
    return known == ALL;
  }

  boolean any() {
    return known != 0;
  }

  void setEra(boolean before) {
    if (eraGiven) {
      throw parser.malformed();
    }
    eraGiven = true;
    beforeChrist = before;
  }

  /** A whole date as a number of days since 2000-01-01. */
  void setDays(long number) {
    if (known != 0) {
      throw parser.malformed();
    }
    days = number;
    known = ALL;
  }

  void setTextMonth(int number) {
    // A month in digits before it was a day: 01 Jan.
    if ((known & MONTH) != 0 && !textMonth && (known & DAY) == 0 && month >= 1 && month <= 31) {
      day = month;
      known |= DAY;
    } else if ((known & MONTH) != 0) {
      throw parser.malformed();
    }
    month = number;
    textMonth = true;
    known |= MONTH;
  }

  /** A date whose parts are joined by dashes, slashes or points. */
  void readDate(String field) {
    List<String> numbers = new ArrayList<>();
    int at = 0;
    while (at < field.length()) {
      int from = at;
      char c = field.charAt(at);
      if (Character.isDigit(c)) {
        while (at < field.length() && Character.isDigit(field.charAt(at))) {
          at++;
        }
        numbers.add(field.substring(from, at));
      } else if (Character.isLetter(c)) {
        while (at < field.length() && Character.isLetter(field.charAt(at))) {
          at++;
        }
        Integer named = DateTimeParser.month(field.substring(from, at));
        if (named == null) {
          throw parser.malformed();
        }
        setTextMonth(named);
      } else {
        at++;
      }
    }
    for (String number : numbers) {
      readNumber(number);
    }
    if (known != ALL) {
      throw parser.malformed();
    }
  }

  /** A date without separators: the last two digits are the day, two before them the month. */
  void readRun(String digits) {
    if (known != 0) {
      throw parser.malformed();
    }
    int end = digits.length();
    day = parser.number(digits.substring(end - 2));
    month = parser.number(digits.substring(end - 4, end - 2));
    year = parser.number(digits.substring(0, end - 4));
    twoDigits = end == 6;
    known = ALL;
  }

  void readNumber(String digits) {
    int value = parser.number(digits);
    int length = digits.length();
    if (length == 3 && known == YEAR && value >= 1 && value <= 366) {
      dayOfYear = value;
      known = ALL;
      return;
    }
    switch (known) {
      case 0 -> {
        if (length >= 3 || order == DateStyle.Order.YMD) {
          setYear(value, length);
        } else if (order == DateStyle.Order.DMY) {
          setDay(value);
        } else {
          setMonth(value);
        }
      }
      case YEAR, DAY -> setMonth(value);
      case MONTH -> {
        if (textMonth && (length >= 3 || order == DateStyle.Order.YMD)) {
          setYear(value, length);
        } else {
          setDay(value);
        }
      }
      case YEAR | MONTH -> {
        if (textMonth && length >= 3 && twoDigits) {
          // What looked like a year was the day.
          day = year;
          setYear(value, length);
          known |= DAY;
        } else {
          setDay(value);
        }
      }
      case MONTH | DAY -> setYear(value, length);
      default -> throw parser.malformed();
    }
  }

  private void setYear(int value, int length) {
    year = value;
    twoDigits = length <= 2;
    known |= YEAR;
  }

  private void setMonth(int value) {
    month = value;
    known |= MONTH;
  }

  private void setDay(int value) {
    day = value;
    known |= DAY;
  }

  /** The date; null when parts are missing. */
  @Nullable LocalDate date() {
    if (known != ALL) {
      return null;
    }
    if (days != null) {
      return Timestamps.localDate(days);
    }
    int full = fullYear();
    if (full > MAX_YEAR || full < -MAX_YEAR) {
      throw parser.fieldOverflow();
    }
    if (dayOfYear > 0) {
      // Day 366 of a short year is the first of the next.
      return LocalDate.of(full, 1, 1).plusDays(dayOfYear - 1L);
    }
    if (month < 1 || month > 12 || day < 1 || day > 31) {
      throw swapped();
    }
    if (day > LocalDate.of(full, month, 1).lengthOfMonth()) {
      throw parser.fieldOverflow();
    }
    return LocalDate.of(full, month, day);
  }

  private SqlException swapped() {
    return parser.fieldOverflow().withHint("Perhaps you need a different \"datestyle\" setting.");
  }

  private int fullYear() {
    if (beforeChrist) {
      if (year <= 0) {
        throw parser.fieldOverflow();
      }
      return 1 - year;
    }
    if (twoDigits) {
      return year < 70 ? year + 2000 : year < 100 ? year + 1900 : year;
    }
    if (year <= 0) {
      throw parser.fieldOverflow();
    }
    return year;
  }
}
