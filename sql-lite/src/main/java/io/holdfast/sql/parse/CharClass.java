package io.holdfast.sql.parse;

/** Classes of characters by PostgreSQL's lexical rules; everything beyond ASCII is a letter. */
final class CharClass {
  private static final int LETTER = 1;
  private static final int DIGIT = 2;
  private static final int DOLLAR = 4;
  private static final int OPERATOR = 8;
  private static final int SELF = 16;
  private static final int SPACE = 32;
  private static final byte[] CLASSES = classes();

  private CharClass() {}

  private static byte[] classes() {
    byte[] classes = new byte[128];
    for (char c = 'a'; c <= 'z'; c++) {
      classes[c] = LETTER;
      classes[c - 'a' + 'A'] = LETTER;
    }
    classes['_'] = LETTER;
    for (char c = '0'; c <= '9'; c++) {
      classes[c] = DIGIT;
    }
    classes['$'] = DOLLAR;
    mark(classes, "~!@#^&|`?+-*/%<>=", OPERATOR);
    mark(classes, ",()[].;:+-*/%^<>=", SELF);
    mark(classes, " \t\n\r\f", SPACE);
    return classes;
  }

  private static void mark(byte[] classes, String chars, int bit) {
    for (int i = 0; i < chars.length(); i++) {
      classes[chars.charAt(i)] |= (byte) bit;
    }
  }

  static boolean wordStart(char c) {
    return c >= 128 || (CLASSES[c] & LETTER) != 0;
  }

  static boolean wordPart(char c) {
    return c >= 128 || (CLASSES[c] & (LETTER | DIGIT | DOLLAR)) != 0;
  }

  /** A part of the tag of a dollar quote. */
  static boolean tagPart(char c) {
    return c >= 128 || (CLASSES[c] & (LETTER | DIGIT)) != 0;
  }

  static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean operator(char c) {
    return c < 128 && (CLASSES[c] & OPERATOR) != 0;
  }

  static boolean self(char c) {
    return c < 128 && (CLASSES[c] & SELF) != 0;
  }

  static boolean space(char c) {
    return c < 128 && (CLASSES[c] & SPACE) != 0;
  }

  static boolean newline(char c) {
    return c == '\n' || c == '\r';
  }

  /** Lower case for ASCII; other letters stay, as PostgreSQL does with UTF-8. */
  static char fold(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
  }
}
