package io.holdfast.sql.function;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** LIKE, ILIKE and SIMILAR TO. Without case means without the case of ASCII (collation C). */
final class LikeFunctions {
  private LikeFunctions() {}

  static void register(Registry r) {
    for (String left : List.of("text", "name", "bpchar")) {
      String tail = " text = bool";
      r.op2(left + " ~~" + tail, (c, a, b) -> like((String) a, (String) b));
      r.op2(left + " !~~" + tail, (c, a, b) -> !like((String) a, (String) b));
      r.op2(left + " ~~*" + tail, (c, a, b) -> ilike((String) a, (String) b));
      r.op2(left + " !~~*" + tail, (c, a, b) -> !ilike((String) a, (String) b));
    }
    r.op2("bytea ~~ bytea = bool", (c, a, b) -> like(latin1(a), latin1(b)));
    r.op2("bytea !~~ bytea = bool", (c, a, b) -> !like(latin1(a), latin1(b)));
    r.fn2("like(text, text) bool", (c, a, b) -> like((String) a, (String) b));
    r.fn2("notlike(text, text) bool", (c, a, b) -> !like((String) a, (String) b));
    r.fn2("like_escape(text, text) text", (c, a, b) -> escape((String) a, (String) b));
    r.fn1("similar_to_escape(text) text", (c, a) -> similar((String) a, "\\"));
    r.fn2("similar_to_escape(text, text) text", (c, a, b) -> similar((String) a, (String) b));
    r.nullable(
        "similar_escape(text, text) text",
        (c, args) ->
            args[0] == null
                ? null
                : similar((String) args[0], args[1] == null ? "\\" : (String) args[1]));
  }

  private static String latin1(Object value) {
    return new String(((Bytes) value).readOnlyArray(), StandardCharsets.ISO_8859_1);
  }

  private static boolean ilike(String text, String pattern) {
    return like(TextFunctions.lower(text), TextFunctions.lower(pattern));
  }

  /**
   * Matches with one point to come back to: behind the last percent sign, as far as what is before
   * it has matched. An earlier one never has to be tried again. An escape character at the end of
   * the pattern is an error only when it is looked at with text left to match.
   */
  static boolean like(String text, String pattern) {
    int t = 0;
    int p = 0;
    int retryPattern = -1;
    int retryText = 0;
    while (t < text.length() || (p < pattern.length() && pattern.charAt(p) == '%')) {
      char wanted = p < pattern.length() ? pattern.charAt(p) : 0;
      if (p < pattern.length() && wanted == '%') {
        retryPattern = ++p;
        retryText = t;
        continue;
      }
      if (p < pattern.length()) {
        int width = step(text, t, pattern, p);
        if (width > 0) {
          t += width;
          p += wanted == '\\' ? 2 : 1;
          continue;
        }
      }
      if (retryPattern < 0) {
        return false;
      }
      retryText += Character.charCount(text.codePointAt(retryText));
      t = retryText;
      p = retryPattern;
      if (t > text.length()) {
        return false;
      }
    }
    return p == pattern.length();
  }

  /** Units of the text that one item of the pattern matches; 0 for none. */
  private static int step(String text, int t, String pattern, int p) {
    char wanted = pattern.charAt(p);
    if (wanted == '_') {
      return Character.charCount(text.codePointAt(t));
    }
    if (wanted == '\\') {
      if (p + 1 == pattern.length()) {
        throw danglingEscape();
      }
      wanted = pattern.charAt(p + 1);
    }
    return text.charAt(t) == wanted ? 1 : 0;
  }

  private static SqlException danglingEscape() {
    return new SqlException(
        SqlState.INVALID_ESCAPE_SEQUENCE, "LIKE pattern must not end with escape character");
  }

  private static SqlException invalidEscape() {
    return new SqlException(SqlState.INVALID_ESCAPE_SEQUENCE, "invalid escape string")
        .withHint("Escape string must be empty or one character.");
  }

  /** The pattern with another escape character turned into one with a backslash. */
  private static String escape(String pattern, String escape) {
    if (escape.codePointCount(0, escape.length()) > 1) {
      throw invalidEscape();
    }
    if (escape.equals("\\")) {
      return pattern;
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      if (!escape.isEmpty() && pattern.startsWith(escape, i)) {
        out.append('\\');
        i += escape.length();
        if (i < pattern.length()) {
          out.append(pattern.charAt(i));
        }
      } else if (pattern.charAt(i) == '\\') {
        out.append("\\\\");
      } else {
        out.append(pattern.charAt(i));
      }
    }
    return out.toString();
  }

  /** Parts a pattern into what goes before (as little as can be), the wanted, and the rest. */
  private static String separator(int before) {
    return switch (before) {
      case 0 -> "){1,1}?(";
      case 1 -> "){1,1}(?:";
      default ->
          throw new SqlException(
              SqlState.INVALID_USE_OF_ESCAPE_CHARACTER,
              "SQL regular expression may not contain more than two escape-double-quote"
                  + " separators");
    };
  }

  /** A pattern of SIMILAR TO as a regular expression. */
  static String similar(String pattern, @Nullable String escape) {
    String mark = escape == null ? "\\" : escape;
    if (mark.codePointCount(0, mark.length()) > 1) {
      throw invalidEscape();
    }
    StringBuilder out = new StringBuilder("^(?:");
    boolean inBracket = false;
    int separators = 0;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (!mark.isEmpty() && pattern.startsWith(mark, i)) {
        i += mark.length();
        if (i < pattern.length() && pattern.charAt(i) == '"' && !inBracket) {
          out.append(separator(separators++));
        } else if (i < pattern.length()) {
          out.append('\\').append(pattern.charAt(i));
        }
      } else if (inBracket) {
        out.append(c == '\\' ? "\\\\" : String.valueOf(c));
        inBracket = c != ']';
      } else {
        inBracket = c == '[';
        out.append(
            switch (c) {
              case '%' -> ".*";
              case '_' -> ".";
              case '\\', '.', '^', '$' -> "\\" + c;
              case '(' -> "(?:";
              default -> String.valueOf(c);
            });
      }
    }
    return out.append(")$").toString();
  }
}
