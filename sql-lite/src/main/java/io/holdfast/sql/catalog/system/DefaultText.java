package io.holdfast.sql.catalog.system;

import io.holdfast.sql.parse.Parser;
import io.holdfast.sql.type.SqlType;

/** Defaults the way pg_get_expr prints them. */
final class DefaultText {
  private DefaultText() {}

  static String of(String text, SqlType type, boolean pretty) {
    String printed = new DefaultPrinter(pretty).print(Parser.parseExpression(text), type);
    String whole = printed == null ? text : printed;
    return pretty ? withoutOuterParentheses(whole) : whole;
  }

  /** Pretty printing leaves the parentheses around the whole expression out. */
  static String withoutOuterParentheses(String text) {
    if (!text.startsWith("(") || !text.endsWith(")")) {
      return text;
    }
    int depth = 0;
    boolean quoted = false;
    for (int i = 0; i < text.length() - 1; i++) {
      char c = text.charAt(i);
      if (c == '\'' || c == '"') {
        quoted = !quoted;
      } else if (!quoted && c == '(') {
        depth++;
      } else if (!quoted && c == ')') {
        depth--;
        if (depth == 0) {
          return text;
        }
      }
    }
    return text.substring(1, text.length() - 1);
  }
}
