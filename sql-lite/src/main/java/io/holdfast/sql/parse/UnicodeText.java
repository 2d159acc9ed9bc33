package io.holdfast.sql.parse;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;

/** Unicode escapes: {@code U&'..'}, {@code U&".."}, and the code points of other escapes. */
final class UnicodeText {
  private UnicodeText() {}

  /** Appends a code point; halves of a pair may come one after the other. */
  static void append(long codePoint, StringBuilder value, String text, int at, int start) {
    boolean high =
        value.length() > 0 && Character.isHighSurrogate(value.charAt(value.length() - 1));
    boolean low = codePoint >= 0xdc00 && codePoint <= 0xdfff;
    if (high != low) {
      throw syntax("invalid Unicode surrogate pair", text, at, start);
    }
    if (codePoint == 0 || codePoint > Character.MAX_CODE_POINT) {
      throw syntax("invalid Unicode escape value", text, at, start);
    }
    if (codePoint < 0x10000) {
      value.append((char) codePoint);
    } else {
      value.appendCodePoint((int) codePoint);
    }
  }

  private static SqlException syntax(String what, String text, int at, int start) {
    return new SqlException(
        SqlState.SYNTAX_ERROR,
        what + " at or near \"" + text.substring(Math.max(at, start)) + "\"",
        Scanner.position(text, at));
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
      if (c != escape) {
        value.append(c);
        i++;
      } else if (i + 1 < raw.length() && raw.charAt(i + 1) == escape) {
        value.append(c);
        i += 2;
      } else {
        boolean wide = i + 1 < raw.length() && raw.charAt(i + 1) == '+';
        int from = wide ? i + 2 : i + 1;
        int to = from + (wide ? 6 : 4);
        append(codePoint(raw, from, to, text, start), value, text, start, start);
        i = to;
      }
    }
    return value.toString();
  }

  private static long codePoint(String raw, int from, int to, String text, int start) {
    boolean good = to <= raw.length();
    for (int i = from; good && i < to; i++) {
      good = raw.charAt(i) < 128 && Character.digit(raw.charAt(i), 16) >= 0;
    }
    if (!good) {
      throw new SqlException(
              SqlState.SYNTAX_ERROR, "invalid Unicode escape", Scanner.position(text, start))
          .withHint("Unicode escapes must be \\XXXX or \\+XXXXXX.");
    }
    return Long.parseLong(raw, from, to, 16);
  }
}
