package io.holdfast.sql.function;

import java.util.ArrayList;
import java.util.List;

/** A template of to_char, to_date and to_timestamp, taken apart. */
final class DateTemplate {
  /** Longer ones first where one begins with another. */
  private static final List<String> FIELDS =
      List.of(
          "Y,YYY", "YYYY", "YYY", "YY", "Y", "IYYY", "IYY", "IY", "IDDD", "ID", "IW", "I", "HH24",
          "HH12", "HH", "MI", "SSSSS", "SSSS", "SS", "MS", "US", "FF1", "FF2", "FF3", "FF4", "FF5",
          "FF6", "A.M.", "P.M.", "AM", "PM", "A.D.", "B.C.", "AD", "BC", "MONTH", "MON", "MM",
          "DAY", "DY", "DDD", "DD", "D", "WW", "W", "CC", "J", "Q", "RM", "TZH", "TZM", "TZ", "OF");

  /**
   * A field or literal text.
   *
   * @param field upper case; empty for literal text
   * @param text what stands in the template
   * @param fill false after FM: no blanks, no zeros in front
   * @param ordinal TH or th behind the field; empty for none
   * @param quoted literal text in quotes
   */
  record Part(String field, String text, boolean fill, String ordinal, boolean quoted) {
    boolean isLiteral() {
      return field.isEmpty();
    }
  }

  private DateTemplate() {}

  static List<Part> parse(String template) {
    List<Part> parts = new ArrayList<>();
    int at = 0;
    while (at < template.length()) {
      char c = template.charAt(at);
      if (c == '"') {
        at = quoted(template, at + 1, parts);
        continue;
      }
      boolean fill = true;
      int start = at;
      while (startsWith(template, at, "FM")
          || startsWith(template, at, "TM")
          || startsWith(template, at, "FX")) {
        fill &= !startsWith(template, at, "FM");
        at += 2;
      }
      String field = fieldAt(template, at);
      if (field.isEmpty()) {
        at = at > start ? at : at + 1;
        if (at > start && fill && !startsWith(template, start, "FX")) {
          parts.add(new Part("", template.substring(start, at), true, "", false));
        }
        continue;
      }
      String text = template.substring(at, at + field.length());
      at += field.length();
      String ordinal = startsWith(template, at, "TH") ? template.substring(at, at + 2) : "";
      at += ordinal.length();
      parts.add(new Part(field, text, fill, ordinal, false));
    }
    return parts;
  }

  private static int quoted(String template, int from, List<Part> parts) {
    StringBuilder text = new StringBuilder();
    int at = from;
    while (at < template.length() && template.charAt(at) != '"') {
      if (template.charAt(at) == '\\' && at + 1 < template.length()) {
        at++;
      }
      text.append(template.charAt(at++));
    }
    parts.add(new Part("", text.toString(), true, "", true));
    return at + 1;
  }

  private static boolean startsWith(String template, int at, String word) {
    return template.regionMatches(true, at, word, 0, word.length());
  }

  private static String fieldAt(String template, int at) {
    for (String field : FIELDS) {
      if (startsWith(template, at, field)) {
        return field;
      }
    }
    return "";
  }
}
