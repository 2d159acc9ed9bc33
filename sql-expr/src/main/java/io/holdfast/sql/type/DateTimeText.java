package io.holdfast.sql.type;

/** Text forms of dates and times. */
final class DateTimeText {
  private DateTimeText() {}

  static Long parseDate(String text, TypeContext context) {
    throw new UnsupportedOperationException(text + context);
  }

  static Long parseTime(String text, TypeContext context) {
    throw new UnsupportedOperationException(text + context);
  }

  static Long parseTimestamp(String text, TypeContext context) {
    throw new UnsupportedOperationException(text + context);
  }

  static Long parseTimestampTz(String text, TypeContext context) {
    throw new UnsupportedOperationException(text + context);
  }

  static String formatDate(long value, TypeContext context) {
    throw new UnsupportedOperationException("" + value + context);
  }

  static String formatTime(long value) {
    throw new UnsupportedOperationException("" + value);
  }

  static String formatTimestamp(long value, TypeContext context) {
    throw new UnsupportedOperationException("" + value + context);
  }

  static String formatTimestampTz(long value, TypeContext context) {
    throw new UnsupportedOperationException("" + value + context);
  }
}
