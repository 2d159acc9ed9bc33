package io.holdfast.sql.parse;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's lexical rules over one text, one token at a time, without making objects: the token
 * is in the fields after {@link #next}. Parser and normaliser both read through this.
 */
final class Scanner {
  /** An operator as long as this does not fit a name. */
  private static final int MAX_OPERATOR_LENGTH = 63;

  private static final String UESCAPE = "uescape";

  private String text = "";
  private int limit;
  private int at;

  private Token token = Token.END;
  private int start;
  private int end;
  private @Nullable Keyword keyword;

  /** Begins anew with a text. */
  void reset(String newText) {
    text = newText;
    limit = newText.length();
    at = 0;
    token = Token.END;
    start = 0;
    end = 0;
    keyword = null;
  }

  Token token() {
    return token;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  @Nullable Keyword keyword() {
    return keyword;
  }

  /** The character of a token of one character. */
  char first() {
    return start < limit ? text.charAt(start) : '\0';
  }

  private char charAt(int index) {
    return index < limit ? text.charAt(index) : '\0';
  }

  /** Reads the next token; at the end of the text END, again and again. */
  Token next() {
    skipBlanks();
    start = at;
    keyword = null;
    if (at >= limit) {
      return finish(Token.END, at);
    }
    char c = text.charAt(at);
    if (CharClass.wordStart(c)) {
      return word(c);
    }
    if (CharClass.digit(c) || (c == '.' && CharClass.digit(charAt(at + 1)))) {
      return number();
    }
    return switch (c) {
      case '\'' -> quoted(Token.STRING, at + 1, false, "unterminated quoted string");
      case '"' -> identifierInQuotes(at + 1);
      case '$' -> dollar();
      case '.' -> charAt(at + 1) == '.' ? finish(Token.DOT_DOT, at + 2) : self();
      case ':' -> colon();
      default -> CharClass.operator(c) ? operator() : self();
    };
  }

  private Token finish(Token kind, int tokenEnd) {
    token = kind;
    end = tokenEnd;
    at = tokenEnd;
    return kind;
  }

  private Token self() {
    // A pair of surrogates would be a letter, so one char is one character here.
    return finish(Token.SELF, at + 1);
  }

  private Token colon() {
    return switch (charAt(at + 1)) {
      case ':' -> finish(Token.TYPECAST, at + 2);
      case '=' -> finish(Token.COLON_EQUALS, at + 2);
      default -> self();
    };
  }

  // ---- blanks

  private void skipBlanks() {
    while (at < limit) {
      char c = text.charAt(at);
      if (CharClass.space(c)) {
        at++;
      } else if (c == '-' && charAt(at + 1) == '-') {
        at = lineEnd(at);
      } else if (c == '/' && charAt(at + 1) == '*') {
        skipComment();
      } else {
        return;
      }
    }
  }

  private int lineEnd(int from) {
    int i = from;
    while (i < limit && !CharClass.newline(text.charAt(i))) {
      i++;
    }
    return i;
  }

  private void skipComment() {
    int depth = 0;
    int i = at;
    while (i < limit) {
      if (text.charAt(i) == '/' && charAt(i + 1) == '*') {
        depth++;
        i += 2;
      } else if (text.charAt(i) == '*' && charAt(i + 1) == '/') {
        depth--;
        i += 2;
        if (depth == 0) {
          at = i;
          return;
        }
      } else {
        i++;
      }
    }
    throw error("unterminated /* comment", at, limit);
  }

  // ---- words

  private Token word(char c) {
    char second = charAt(at + 1);
    if (second == '\'') {
      switch (c) {
        case 'e', 'E' -> {
          return quoted(Token.STRING, at + 2, true, "unterminated quoted string");
        }
        case 'b', 'B' -> {
          return quoted(Token.BIT, at + 2, false, "unterminated bit string literal");
        }
        case 'x', 'X' -> {
          return quoted(Token.HEX, at + 2, false, "unterminated hexadecimal string literal");
        }
        case 'n', 'N' -> {
          keyword = Keyword.NCHAR;
          return finish(Token.WORD, at + 1);
        }
        default -> {}
      }
    }
    if (second == '&' && (c == 'u' || c == 'U')) {
      char third = charAt(at + 2);
      if (third == '\'') {
        return withEscapeClause(quoted(Token.STRING, at + 3, false, "unterminated quoted string"));
      }
      if (third == '"') {
        return withEscapeClause(identifierInQuotes(at + 3));
      }
    }
    int i = at;
    int hash = 0;
    while (i < limit) {
      char part = text.charAt(i);
      if (!CharClass.wordPart(part)) {
        break;
      }
      hash = 31 * hash + CharClass.fold(part);
      i++;
    }
    keyword = Keyword.at(text, at, i, hash);
    return finish(Token.WORD, i);
  }

  /** The optional UESCAPE after a unicode string becomes a part of its token. */
  private Token withEscapeClause(Token kind) {
    int tokenStart = start;
    int tokenEnd = end;
    skipBlanks();
    int word = at;
    boolean clause =
        text.regionMatches(true, word, UESCAPE, 0, UESCAPE.length())
            && !CharClass.wordPart(charAt(word + UESCAPE.length()));
    if (clause) {
      at = word + UESCAPE.length();
      skipBlanks();
      if (charAt(at) != '\'') {
        start = at;
        throw error("UESCAPE must be followed by a simple string literal", at, limit);
      }
      start = at;
      quoted(Token.STRING, at + 1, false, "unterminated quoted string");
      tokenEnd = end;
    }
    start = tokenStart;
    return finish(kind, tokenEnd);
  }

  private Token identifierInQuotes(int from) {
    int i = from;
    while (true) {
      i = text.indexOf('"', i);
      if (i < 0) {
        throw error("unterminated quoted identifier", start, limit);
      }
      if (charAt(i + 1) != '"') {
        break;
      }
      i += 2;
    }
    if (i == from) {
      throw error("zero-length delimited identifier", start, i + 1);
    }
    return finish(Token.QUOTED, i + 1);
  }

  // ---- strings

  private Token quoted(Token kind, int from, boolean escapes, String unterminated) {
    int i = from;
    while (i < limit) {
      char c = text.charAt(i);
      if (c == '\\' && escapes) {
        i += 2;
      } else if (c != '\'') {
        i++;
      } else if (charAt(i + 1) == '\'') {
        i += 2;
      } else {
        int continued = StringText.continuation(text, i + 1);
        if (continued < 0) {
          return finish(kind, i + 1);
        }
        i = continued;
      }
    }
    throw error(unterminated, start, limit);
  }

  private Token dollar() {
    int i = at + 1;
    if (CharClass.digit(charAt(i))) {
      while (CharClass.digit(charAt(i))) {
        i++;
      }
      if (i < limit && CharClass.wordStart(text.charAt(i))) {
        throw error("trailing junk after parameter", at, i + 1);
      }
      return finish(Token.PARAM, i);
    }
    if (i < limit && CharClass.wordStart(text.charAt(i))) {
      while (i < limit && CharClass.tagPart(text.charAt(i))) {
        i++;
      }
    }
    if (charAt(i) != '$') {
      return self();
    }
    String tag = text.substring(at, i + 1);
    int close = text.indexOf(tag, i + 1);
    if (close < 0) {
      throw error("unterminated dollar-quoted string", at, limit);
    }
    return finish(Token.STRING, close + tag.length());
  }

  // ---- numbers

  private Token number() {
    int i = at;
    while (CharClass.digit(charAt(i))) {
      i++;
    }
    int integerEnd = i;
    boolean decimal = false;
    // "1..10" is the integer 1, two dots and 10.
    if (charAt(i) == '.' && charAt(i + 1) != '.') {
      decimal = true;
      i++;
      while (CharClass.digit(charAt(i))) {
        i++;
      }
    }
    char c = charAt(i);
    if (c == 'e' || c == 'E') {
      char sign = charAt(i + 1);
      int digits = sign == '+' || sign == '-' ? i + 2 : i + 1;
      if (!CharClass.digit(charAt(digits))) {
        throw error("trailing junk after numeric literal", at, Math.min(digits, limit));
      }
      i = digits;
      while (CharClass.digit(charAt(i))) {
        i++;
      }
      decimal = true;
    }
    if (i < limit && CharClass.wordStart(text.charAt(i))) {
      throw error("trailing junk after numeric literal", at, wordEnd(i));
    }
    return finish(decimal ? Token.NUMERIC : integerClass(text, at, integerEnd), i);
  }

  /** The class of an integer by its size. */
  static Token integerClass(CharSequence text, int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (value > (Long.MAX_VALUE - digit) / 10) {
        return Token.NUMERIC;
      }
      value = value * 10 + digit;
    }
    return value <= Integer.MAX_VALUE ? Token.INT4 : Token.INT8;
  }

  private int wordEnd(int from) {
    int i = from;
    while (i < limit && CharClass.wordPart(text.charAt(i))) {
      i++;
    }
    return i;
  }

  // ---- operators

  private Token operator() {
    int i = at + 1;
    while (i < limit && CharClass.operator(text.charAt(i)) && !commentAt(i)) {
      i++;
    }
    // Of an operator that ends in + or - the ends are cut, unless a character says that it is not
    // one of the standard's: "a=-1" is a = -1, but "a@-1" is a @- 1.
    if (i - at > 1 && plusOrMinus(text.charAt(i - 1)) && !unusual(at, i - 1)) {
      do {
        i--;
      } while (i - at > 1 && plusOrMinus(text.charAt(i - 1)));
    }
    int length = i - at;
    if (length == 1 && CharClass.self(text.charAt(at))) {
      return self();
    }
    if (length == 2) {
      Token two = ofTwo(text.charAt(at), text.charAt(at + 1));
      if (two != Token.OPERATOR) {
        return finish(two, i);
      }
    }
    if (length > MAX_OPERATOR_LENGTH) {
      throw error("operator too long", at, i);
    }
    return finish(Token.OPERATOR, i);
  }

  private boolean commentAt(int i) {
    char c = text.charAt(i);
    return (c == '-' && charAt(i + 1) == '-') || (c == '/' && charAt(i + 1) == '*');
  }

  private static boolean plusOrMinus(char c) {
    return c == '+' || c == '-';
  }

  private boolean unusual(int from, int to) {
    for (int i = from; i < to; i++) {
      if ("~!@#^&|`?%".indexOf(text.charAt(i)) >= 0) {
        return true;
      }
    }
    return false;
  }

  private static Token ofTwo(char first, char second) {
    if (second == '=') {
      return switch (first) {
        case '<' -> Token.LESS_EQUALS;
        case '>' -> Token.GREATER_EQUALS;
        case '!' -> Token.NOT_EQUALS;
        default -> Token.OPERATOR;
      };
    }
    if (second == '>') {
      return switch (first) {
        case '=' -> Token.EQUALS_GREATER;
        case '<' -> Token.NOT_EQUALS;
        default -> Token.OPERATOR;
      };
    }
    return Token.OPERATOR;
  }

  // ---- errors

  private SqlException error(String what, int from, int to) {
    return new SqlException(
        SqlState.SYNTAX_ERROR,
        what + " at or near \"" + text.substring(from, to) + "\"",
        position(text, from));
  }

  /** The 1-based character of an offset in chars. */
  static int position(String text, int offset) {
    return text.codePointCount(0, offset) + 1;
  }
}
