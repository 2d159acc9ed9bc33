package io.holdfast.sql.parse;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** What tokens with quotes and escapes stand for. */
final class StringText {
  /** Longer names are cut, as PostgreSQL does. */
  static final int MAX_NAME_BYTES = 63;

  private StringText() {}

  /**
   * Whether a string goes on after its closing quote: blanks with a new line, then a quote.
   *
   * @param from behind the closing quote
   * @return behind the next opening quote, or -1
   */
  static int continuation(CharSequence text, int from) {
    int limit = text.length();
    int i = from;
    boolean line = false;
    while (i < limit) {
      char c = text.charAt(i);
      if (CharClass.newline(c)) {
        line = true;
        i++;
      } else if (CharClass.space(c)) {
        i++;
      } else if (c == '-' && i + 1 < limit && text.charAt(i + 1) == '-') {
        while (i < limit && !CharClass.newline(text.charAt(i))) {
          i++;
        }
      } else {
        return c == '\'' && line ? i + 1 : -1;
      }
    }
    return -1;
  }

  /** The name of a word or a quoted identifier: folded, unquoted, cut. */
  static String name(String text, int start, int end) {
    char first = text.charAt(start);
    if (first == '"') {
      String raw = text.substring(start + 1, end - 1);
      return cut(raw.indexOf('"') < 0 ? raw : raw.replace("\"\"", "\""));
    }
    if ((first == 'u' || first == 'U') && end - start > 2 && text.charAt(start + 1) == '&') {
      return cut(UnicodeText.decode(text, start, end, '"'));
    }
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        return cut(folded(text, start, end));
      }
    }
    return cut(text.substring(start, end));
  }

  private static String folded(String text, int start, int end) {
    char[] chars = new char[end - start];
    for (int i = start; i < end; i++) {
      chars[i - start] = CharClass.fold(text.charAt(i));
    }
    return new String(chars);
  }

  private static String cut(String name) {
    // Three bytes of UTF-8 per char at most.
    if (name.length() * 3 <= MAX_NAME_BYTES) {
      return name;
    }
    int bytes = 0;
    int i = 0;
    while (i < name.length()) {
      int codePoint = name.codePointAt(i);
      bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
      if (bytes > MAX_NAME_BYTES) {
        return name.substring(0, i);
      }
      i += Character.charCount(codePoint);
    }
    return name;
  }

  /** The value of a STRING, BIT or HEX token. */
  static String value(String text, int start, int end) {
    return switch (text.charAt(start)) {
      case '\'' -> plain(text, start + 1, end);
      case 'e', 'E' -> escaped(text, start, end);
      case '$' -> dollar(text, start, end);
      case 'u', 'U' -> UnicodeText.decode(text, start, end, '\'');
      default -> plain(text, start + 2, end);
    };
  }

  private static String dollar(String text, int start, int end) {
    int tag = text.indexOf('$', start + 1) + 1 - start;
    return text.substring(start + tag, end - tag);
  }

  /** Without escapes: only doubled quotes and continuations. */
  static String plain(String text, int from, int end) {
    int quote = text.indexOf('\'', from);
    if (quote == end - 1) {
      return text.substring(from, quote);
    }
    StringBuilder value = new StringBuilder(end - from);
    int i = from;
    while (i < end) {
      char c = text.charAt(i);
      if (c != '\'') {
        value.append(c);
        i++;
      } else {
        i = afterQuote(text, i, value);
        if (i < 0) {
          break;
        }
      }
    }
    return value.toString();
  }

  /** Behind a doubled quote (which it appends) or a continuation; -1 at the closing quote. */
  private static int afterQuote(String text, int quote, StringBuilder value) {
    if (quote + 1 < text.length() && text.charAt(quote + 1) == '\'') {
      value.append('\'');
      return quote + 2;
    }
    return continuation(text, quote + 1);
  }

  private static String escaped(String text, int start, int end) {
    StringBuilder value = new StringBuilder(end - start);
    EscapeReader escapes = new EscapeReader(text);
    int i = start + 2;
    while (i >= 0 && i < end) {
      char c = text.charAt(i);
      if (c == '\\') {
        i = escapes.read(i + 1, value);
      } else {
        escapes.flush(value);
        if (UnicodeText.awaitsHalf(value) && !Character.isLowSurrogate(c)) {
          throw UnicodeText.halfAlone(text, i);
        }
        if (c == '\'') {
          i = afterQuote(text, i, value);
        } else {
          value.append(c);
          i++;
        }
      }
    }
    escapes.flush(value);
    return value.toString();
  }

  /** Text of bytes given by escapes; not UTF-8: 22021. */
  static String utf8(byte[] bytes, int length, int position) {
    for (int i = 0; i < length; i++) {
      if (bytes[i] == 0) {
        throw invalid(bytes, i, 1, position);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, 0, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw invalid(bytes, 0, length, position).causedBy(e);
    }
  }

  private static SqlException invalid(byte[] bytes, int from, int count, int position) {
    StringBuilder hex = new StringBuilder("invalid byte sequence for encoding \"UTF8\":");
    for (int i = from; i < from + count; i++) {
      hex.append(String.format(" 0x%02x", bytes[i]));
    }
    return new SqlException(SqlState.CHARACTER_NOT_IN_REPERTOIRE, hex.toString(), position);
  }
}
