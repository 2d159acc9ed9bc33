package io.holdfast.sql.type;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Splits the text of a date and time into fields by their shape alone. */
final class DateTimeFields {
  /** Shape of a field. */
  enum Kind {
    /** Digits with a colon. */
    TIME,
    /** A sign and digits. */
    ZONE,
    /** Digits or a word with dashes, slashes or points. */
    DATE,
    NUMBER,
    WORD
  }

  /** A field in lower case. */
  record Field(Kind kind, String text) {}

  /** PostgreSQL's limit for fields of one text. */
  private static final int MAX_FIELDS = 25;

  private final String text;
  private final DateTimeParser parser;
  private int at;

  private DateTimeFields(String text, DateTimeParser parser) {
    this.text = text.toLowerCase(Locale.ROOT);
    this.parser = parser;
  }

  static List<Field> split(String text, DateTimeParser parser) {
    DateTimeFields splitter = new DateTimeFields(text, parser);
    List<Field> fields = new ArrayList<>();
    while (splitter.skip()) {
      if (fields.size() == MAX_FIELDS) {
        throw parser.malformed();
      }
      fields.add(splitter.next());
    }
    return fields;
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z';
  }

  /** Skips blanks and punctuation without a meaning; false at the end. */
  private boolean skip() {
    while (at < text.length()) {
      char c = text.charAt(at);
      boolean meaning = isDigit(c) || isLetter(c) || c == '+' || c == '-' || c == '.';
      if (meaning || c >= 0x7F || (c <= ' ' && !NumberText.isSpace(c))) {
        return true;
      }
      at++;
    }
    return false;
  }

  private Field next() {
    char c = peek();
    int from = at;
    if (isDigit(c)) {
      return digits(from);
    }
    if (isLetter(c)) {
      return word(from);
    }
    if (c == '.') {
      at++;
      skipDigits();
      return new Field(Kind.NUMBER, text.substring(from, at));
    }
    if (c == '+' || c == '-') {
      return signed(c);
    }
    throw parser.malformed();
  }

  private void skipDigits() {
    while (isDigit(peek())) {
      at++;
    }
  }

  private Field digits(int from) {
    skipDigits();
    char delimiter = peek();
    if (delimiter == ':') {
      while (isDigit(peek()) || peek() == ':' || peek() == '.') {
        at++;
      }
      return new Field(Kind.TIME, text.substring(from, at));
    }
    if (delimiter != '-' && delimiter != '/' && delimiter != '.') {
      return new Field(Kind.NUMBER, text.substring(from, at));
    }
    at++;
    Kind kind = delimiter == '.' ? Kind.NUMBER : Kind.DATE;
    if (isDigit(peek())) {
      skipDigits();
      // Only a second delimiter of the same kind makes it a date of three parts.
      if (peek() == delimiter) {
        kind = Kind.DATE;
        while (isDigit(peek()) || peek() == delimiter) {
          at++;
        }
      }
    } else {
      kind = Kind.DATE;
      while (isDigit(peek()) || isLetter(peek()) || peek() == delimiter) {
        at++;
      }
    }
    return new Field(kind, text.substring(from, at));
  }

  private Field word(int from) {
    while (isLetter(peek())) {
      at++;
    }
    char c = peek();
    String word = text.substring(from, at);
    boolean joined = c == '-' || c == '/' || c == '.';
    if (!joined && (c == '+' || isDigit(c))) {
      joined = !isKnown(word);
    }
    if (!joined) {
      return new Field(Kind.WORD, word);
    }
    while (isDigit(peek()) || isLetter(peek()) || "+-/_.:".indexOf(peek()) >= 0) {
      at++;
    }
    String whole = text.substring(from, at);
    boolean era = whole.equals("b.c.") || whole.equals("a.d.");
    return new Field(era ? Kind.WORD : Kind.DATE, whole);
  }

  private static boolean isKnown(String word) {
    return switch (word) {
      case "t", "j", "jd", "julian", "am", "pm", "bc", "ad", "at", "on" -> true;
      default -> DateTimeParser.month(word) != null;
    };
  }

  private Field signed(char sign) {
    at++;
    while (NumberText.isSpace(peek())) {
      at++;
    }
    int from = at;
    if (isDigit(peek())) {
      while (isDigit(peek()) || peek() == ':' || peek() == '.' || peek() == '-') {
        at++;
      }
      return new Field(Kind.ZONE, sign + text.substring(from, at));
    }
    while (isLetter(peek())) {
      at++;
    }
    if (from == at) {
      throw parser.malformed();
    }
    return new Field(Kind.WORD, sign + text.substring(from, at));
  }
}
