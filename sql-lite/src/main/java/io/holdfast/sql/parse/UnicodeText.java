package io.holdfast.sql.parse;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import org.jspecify.annotations.Nullable;

/** Unicode escapes: {@code U&'..'}, {@code U&".."}, and the code points of other escapes. */
final class UnicodeText {
  private static final String HALF_ALONE = "invalid Unicode surrogate pair";

  private UnicodeText() {}

  /**
   * Appends a code point; halves of a pair may come one after the other.
   *
   * @return what is wrong with it; null: nothing
   */
  static @Nullable String append(long codePoint, StringBuilder value) {
    boolean low = codePoint >= 0xdc00 && codePoint <= 0xdfff;
    if (awaitsHalf(value) != low) {
      return HALF_ALONE;
    }
    if (codePoint == 0 || codePoint > Character.MAX_CODE_POINT) {
      return "invalid Unicode escape value";
    }
    if (codePoint < 0x10000) {
      value.append((char) codePoint);
    } else {
      value.appendCodePoint((int) codePoint);
    }
    return null;
  }

  /** Whether the text so far ends with the first half of a pair. */
  static boolean awaitsHalf(StringBuilder value) {
    return value.length() > 0 && Character.isHighSurrogate(value.charAt(value.length() - 1));
  }

  /** What follows a first half is no second one. */
  static SqlException halfAlone(String text, int at) {
    int end = at + 1;
    while (text.charAt(at) != '\'' && end < text.length() && text.charAt(end) != '\'') {
      end++;
    }
    return near(HALF_ALONE, text, at, end);
  }

  /** An error that shows a part of the statement. */
  static SqlException near(String what, String text, int from, int end) {
    return new SqlException(
        SqlState.SYNTAX_ERROR,
        what + " at or near \"" + text.substring(from, end) + "\"",
        Scanner.position(text, from));
  }

  /** The text of a whole token, with its UESCAPE. */
  static String decode(String text, int start, int end, char quote) {
    int close = closing(text, start + 3, end, quote);
    char escape = '\\';
    if (close + 1 < end) {
      escape = text.charAt(end - 2);
      if (text.charAt(end - 3) != '\''
          || Character.digit(escape, 16) >= 0
          || CharClass.space(escape)
          || "+'\"".indexOf(escape) >= 0) {
        throw new SqlException(
            SqlState.SYNTAX_ERROR,
            "invalid Unicode escape character at or near \""
                + text.substring(text.lastIndexOf('\'', end - 2), end)
                + "\"",
            Scanner.position(text, text.lastIndexOf('\'', end - 2)));
      }
    }
    String raw =
        quote == '"'
            ? text.substring(start + 3, close).replace("\"\"", "\"")
            : StringText.plain(text, start + 3, close + 1);
    return unescape(raw, escape, text, start);
  }

  private static int closing(String text, int from, int end, char quote) {
    int i = from;
    while (i < end) {
      if (text.charAt(i) == quote) {
        if (i + 1 < end && text.charAt(i + 1) == quote) {
          i++;
        } else {
          int continued = quote == '\'' ? StringText.continuation(text, i + 1) : -1;
          if (continued < 0 || continued > end) {
            return i;
          }
          i = continued - 1;
        }
      }
      i++;
    }
    return end - 1;
  }

  private static String unescape(String raw, char escape, String text, int start) {
    StringBuilder value = new StringBuilder(raw.length());
    int i = 0;
    while (i < raw.length()) {
      char c = raw.charAt(i);
      boolean escaped = c == escape && (i + 1 == raw.length() || raw.charAt(i + 1) != escape);
      if (!escaped) {
        if (awaitsHalf(value) && !Character.isLowSurrogate(c)) {
          throw wrong(HALF_ALONE, text, start, i);
        }
        value.append(c);
        i += c == escape ? 2 : 1;
      } else {
        boolean wide = i + 1 < raw.length() && raw.charAt(i + 1) == '+';
        int from = wide ? i + 2 : i + 1;
        int to = from + (wide ? 6 : 4);
        String complaint = append(codePoint(raw, from, to, text, start + 3 + i), value);
        if (complaint != null) {
          throw wrong(complaint, text, start, i);
        }
        i = to;
      }
    }
    if (awaitsHalf(value)) {
      throw wrong(HALF_ALONE, text, start, raw.length());
    }
    return value.toString();
  }

  private static SqlException wrong(String what, String text, int start, int at) {
    return new SqlException(
        SqlState.SYNTAX_ERROR,
        what,
        Scanner.position(text, Math.min(text.length(), start + 3 + at)));
  }

  private static long codePoint(String raw, int from, int to, String text, int at) {
    boolean good = to <= raw.length();
    for (int i = from; good && i < to; i++) {
      good = raw.charAt(i) < 128 && Character.digit(raw.charAt(i), 16) >= 0;
    }
    if (!good) {
      throw new SqlException(
              SqlState.SYNTAX_ERROR, "invalid Unicode escape", Scanner.position(text, at))
          .withHint("Unicode escapes must be \\XXXX or \\+XXXXXX.");
    }
    return Long.parseLong(raw, from, to, 16);
  }
}
