package io.holdfast.sql.type;

import io.holdfast.runtime.base.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Order, equality and hashes of values, as PostgreSQL's default btree and hash operators give them.
 *
 * <p>Text is ordered by code points, which is the order of its UTF-8 bytes (collation C). NaN
 * equals itself and is greater than every number; {@code -0 = 0}; {@code bpchar} ignores blanks at
 * its end.
 */
public final class Values {
  private Values() {}

  /** Orders two values of one type; neither is null. */
  public static int compare(SqlType type, Object a, Object b) {
    return compare(type.base(), a, b);
  }

  /** Orders two values of one type; neither is null. */
  public static int compare(BaseType type, Object a, Object b) {
    if (a instanceof Long x) {
      return Long.compare(x, (Long) b);
    }
    if (a instanceof String x) {
      return type == BaseType.BPCHAR
          ? compareText(trimBlanks(x), trimBlanks((String) b))
          : compareText(x, (String) b);
    }
    if (a instanceof Double x) {
      return compareDoubles(x, (Double) b);
    }
    if (a instanceof Decimal x) {
      return x.compareTo((Decimal) b);
    }
    if (a instanceof Boolean x) {
      return Boolean.compare(x, (Boolean) b);
    }
    if (a instanceof Bytes x) {
      return x.compareTo((Bytes) b);
    }
    if (a instanceof Interval x) {
      return x.compareTo((Interval) b);
    }
    if (a instanceof SqlArray x) {
      return compareArrays(x, (SqlArray) b);
    }
    if (a instanceof List<?> x) {
      return compareRecords(x, (List<?>) b);
    }
    throw new IllegalArgumentException("no order for " + type + " held as " + a.getClass());
  }

  /** True iff both are null or both are equal values of the type. */
  public static boolean equal(SqlType type, @Nullable Object a, @Nullable Object b) {
    if (a == null || b == null) {
      return a == b;
    }
    return compare(type.base(), a, b) == 0;
  }

  /** A hash that equal values of the type share; 0 for null. */
  public static int hash(SqlType type, @Nullable Object value) {
    return value == null ? 0 : hash(type.base(), value);
  }

  private static int hash(BaseType type, Object value) {
    if (value instanceof String text) {
      return type == BaseType.BPCHAR ? trimBlanks(text).hashCode() : text.hashCode();
    }
    if (value instanceof Double number) {
      // Adding zero turns -0 into 0; Double.hashCode sees one NaN only.
      return Double.hashCode(number + 0.0);
    }
    if (value instanceof List<?> fields) {
      int hash = 1;
      for (Object field : fields) {
        hash = 31 * hash + (field == null ? 0 : hash(BaseType.RECORD, field));
      }
      return hash;
    }
    return value.hashCode();
  }

  /** Orders by code points, not by UTF-16 units. */
  public static int compareText(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        // Surrogates stand for code points above every other unit, also above U+E000..U+FFFF.
        boolean highX = Character.isSurrogate(x);
        boolean highY = Character.isSurrogate(y);
        return highX != highY ? Boolean.compare(highX, highY) : Character.compare(x, y);
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  /** NaN is greatest and equals itself; {@code -0 = 0}. */
  public static int compareDoubles(double a, double b) {
    if (a < b) {
      return -1;
    }
    if (a > b) {
      return 1;
    }
    return a == b ? 0 : Boolean.compare(Double.isNaN(a), Double.isNaN(b));
  }

  /** The text without blanks at its end. */
  public static String trimBlanks(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == ' ') {
      end--;
    }
    return end == text.length() ? text : text.substring(0, end);
  }

  /** Elements first, nulls last; then the number of elements, then the shape. */
  static int compareArrays(SqlArray a, SqlArray b) {
    int length = Math.min(a.size(), b.size());
    for (int i = 0; i < length; i++) {
      int order = compareNullsLast(a.elementType(), a.get(i), b.get(i));
      if (order != 0) {
        return order;
      }
    }
    if (a.size() != b.size()) {
      return Integer.compare(a.size(), b.size());
    }
    if (a.dimensions() != b.dimensions()) {
      return Integer.compare(a.dimensions(), b.dimensions());
    }
    for (int d = 0; d < a.dimensions(); d++) {
      if (a.length(d) != b.length(d)) {
        return Integer.compare(a.length(d), b.length(d));
      }
    }
    for (int d = 0; d < a.dimensions(); d++) {
      if (a.lowerBound(d) != b.lowerBound(d)) {
        return Integer.compare(a.lowerBound(d), b.lowerBound(d));
      }
    }
    return 0;
  }

  static int hashArray(SqlArray array) {
    int hash = 1;
    for (int i = 0; i < array.size(); i++) {
      Object element = array.get(i);
      hash = 31 * hash + (element == null ? 0 : hash(array.elementType(), element));
    }
    return hash;
  }

  /** Orders two values of one type, null after everything else. */
  public static int compareNullsLast(BaseType type, @Nullable Object a, @Nullable Object b) {
    if (a == null || b == null) {
      return Boolean.compare(a == null, b == null);
    }
    return compare(type, a, b);
  }

  private static int compareRecords(List<?> a, List<?> b) {
    int length = Math.min(a.size(), b.size());
    for (int i = 0; i < length; i++) {
      // The class of a field says enough of its type: no bpchar fields reach here untrimmed.
      int order = compareNullsLast(BaseType.RECORD, a.get(i), b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.size(), b.size());
  }
}
