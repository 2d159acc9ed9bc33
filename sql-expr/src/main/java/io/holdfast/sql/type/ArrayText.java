package io.holdfast.sql.type;

/** Text forms of arrays and vectors. */
final class ArrayText {
  private ArrayText() {}

  static SqlArray parse(BaseType type, String text, TypeContext context) {
    throw new UnsupportedOperationException(type + text + context);
  }

  static String format(SqlArray array, TypeContext context) {
    throw new UnsupportedOperationException("" + array.size() + context);
  }

  static String formatVector(SqlArray array) {
    throw new UnsupportedOperationException("" + array.size());
  }
}
