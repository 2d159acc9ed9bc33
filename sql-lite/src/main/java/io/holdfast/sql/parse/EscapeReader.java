package io.holdfast.sql.parse;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;

/**
 * Escapes of {@code E'..'}. Bytes given by octal and hexadecimal escapes are gathered until
 * something else comes, because several of them make one character.
 */
final class EscapeReader {
  private final String text;
  private byte[] bytes = new byte[8];
  private int byteCount;

  EscapeReader(String text) {
    this.text = text;
  }

  /** Appends the text of the bytes gathered. */
  void flush(StringBuilder value) {
    if (byteCount > 0) {
      value.append(StringText.utf8(bytes, byteCount, 0));
      byteCount = 0;
    }
  }

  private void gather(int value) {
    if (byteCount == bytes.length) {
      bytes = java.util.Arrays.copyOf(bytes, byteCount * 2);
    }
    bytes[byteCount++] = (byte) value;
  }

  /** Reads what follows a backslash; answers the offset behind. */
  int read(int at, StringBuilder value) {
    char c = text.charAt(at);
    if (c >= '0' && c <= '7') {
      int end = digits(at, 3, 8);
      gather(Integer.parseInt(text, at, end, 8));
      return end;
    }
    if (c == 'x') {
      int end = digits(at + 1, 2, 16);
      if (end > at + 1) {
        gather(Integer.parseInt(text, at + 1, end, 16));
        return end;
      }
    }
    flush(value);
    if (c == 'u' || c == 'U') {
      return unicode(at, c == 'u' ? 4 : 8, value);
    }
    if (UnicodeText.awaitsHalf(value)) {
      throw UnicodeText.halfAlone(text, at - 1);
    }
    value.append(
        switch (c) {
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          default -> c;
        });
    return at + 1;
  }

  private int digits(int from, int max, int radix) {
    int i = from;
    while (i < text.length() && i - from < max && digit(text.charAt(i), radix)) {
      i++;
    }
    return i;
  }

  private static boolean digit(char c, int radix) {
    return c < 128 && Character.digit(c, radix) >= 0;
  }

  private int unicode(int at, int length, StringBuilder value) {
    int end = digits(at + 1, length, 16);
    if (end - at - 1 < length) {
      throw new SqlException(
              SqlState.INVALID_ESCAPE_SEQUENCE,
              "invalid Unicode escape",
              Scanner.position(text, at - 1))
          .withHint("Unicode escapes must be \\uXXXX or \\UXXXXXXXX.");
    }
    long codePoint = Long.parseLong(text, at + 1, end, 16);
    String complaint = UnicodeText.append(codePoint, value);
    if (complaint != null) {
      throw UnicodeText.near(complaint, text, at - 1, end);
    }
    return end;
  }
}
