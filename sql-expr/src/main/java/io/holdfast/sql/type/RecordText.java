package io.holdfast.sql.type;

import io.holdfast.runtime.base.Bytes;
import java.util.List;

/** Text form of {@code record}: fields in parentheses, quoted where needed. */
final class RecordText {
  private RecordText() {}

  static String format(List<?> fields, TypeContext context) {
    StringBuilder text = new StringBuilder("(");
    for (int i = 0; i < fields.size(); i++) {
      if (i > 0) {
        text.append(',');
      }
      Object field = fields.get(i);
      if (field != null) {
        BaseType type =
            fields instanceof SqlRecord typed ? typed.types().get(i).base() : typeOf(field);
        appendField(text, ValueText.format(type, field, context));
      }
    }
    return text.append(')').toString();
  }

  private static void appendField(StringBuilder text, String field) {
    boolean quote = field.isEmpty();
    for (int i = 0; i < field.length() && !quote; i++) {
      char c = field.charAt(i);
      quote = c == '"' || c == '\\' || c == '(' || c == ')' || c == ',' || NumberText.isSpace(c);
    }
    if (!quote) {
      text.append(field);
      return;
    }
    text.append('"');
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == '"' || c == '\\') {
        text.append(c);
      }
      text.append(c);
    }
    text.append('"');
  }

  private static BaseType typeOf(Object value) {
    if (value instanceof Long) {
      return BaseType.INT8;
    }
    if (value instanceof Double) {
      return BaseType.FLOAT8;
    }
    return value instanceof Bytes ? BaseType.BYTEA : BaseType.TEXT;
  }
}
