package io.holdfast.sql.type;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Text forms of arrays and vectors. */
final class ArrayText {
  private ArrayText() {}

  static SqlArray parse(BaseType type, String text, TypeContext context) {
    BaseType element = elementOf(type);
    return type == BaseType.INT2VECTOR || type == BaseType.OIDVECTOR
        ? parseVector(element, text)
        : ArrayParser.parse(element, text, context);
  }

  static BaseType elementOf(BaseType array) {
    BaseType element = array.element();
    if (element == null) {
      throw new SqlException(SqlState.WRONG_OBJECT_TYPE, array.displayName() + " is no array");
    }
    return element;
  }

  private static SqlArray parseVector(BaseType element, String text) {
    List<Long> values = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      if (NumberText.isSpace(text.charAt(at))) {
        at++;
        continue;
      }
      int from = at;
      while (at < text.length() && !NumberText.isSpace(text.charAt(at))) {
        at++;
      }
      String word = text.substring(from, at);
      values.add(
          element == BaseType.OID
              ? NumberText.parseOid(word)
              : NumberText.parseInteger(word, element));
    }
    return SqlArray.vector(element, values);
  }

  static String formatVector(SqlArray array) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < array.size(); i++) {
      text.append(i == 0 ? "" : " ").append(array.get(i));
    }
    return text.toString();
  }

  static String format(SqlArray array, TypeContext context) {
    if (array.isEmpty()) {
      return "{}";
    }
    StringBuilder text = new StringBuilder();
    if (hasOtherBounds(array)) {
      for (int d = 0; d < array.dimensions(); d++) {
        text.append('[')
            .append(array.lowerBound(d))
            .append(':')
            .append(array.upperBound(d))
            .append(']');
      }
      text.append('=');
    }
    appendLevel(text, array, 0, 0, context);
    return text.toString();
  }

  private static boolean hasOtherBounds(SqlArray array) {
    for (int d = 0; d < array.dimensions(); d++) {
      if (array.lowerBound(d) != 1) {
        return true;
      }
    }
    return false;
  }

  /** Writes one level from element {@code at} on; answers the element behind it. */
  private static int appendLevel(
      StringBuilder text, SqlArray array, int dimension, int from, TypeContext context) {
    int at = from;
    text.append('{');
    for (int i = 0; i < array.length(dimension); i++) {
      if (i > 0) {
        text.append(',');
      }
      if (dimension + 1 < array.dimensions()) {
        at = appendLevel(text, array, dimension + 1, at, context);
      } else {
        appendElement(text, array.elementType(), array.get(at++), context);
      }
    }
    text.append('}');
    return at;
  }

  private static void appendElement(
      StringBuilder text, BaseType type, @Nullable Object element, TypeContext context) {
    if (element == null) {
      text.append("NULL");
      return;
    }
    String plain = ValueText.format(type, element, context);
    if (!needsQuotes(plain)) {
      text.append(plain);
      return;
    }
    text.append('"');
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\');
      }
      text.append(c);
    }
    text.append('"');
  }

  private static boolean needsQuotes(String element) {
    if (element.isEmpty() || element.equalsIgnoreCase("null")) {
      return true;
    }
    for (int i = 0; i < element.length(); i++) {
      char c = element.charAt(i);
      if (c == '"' || c == '\\' || c == '{' || c == '}' || c == ',' || NumberText.isSpace(c)) {
        return true;
      }
    }
    return false;
  }
}
