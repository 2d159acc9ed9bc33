package io.holdfast.sql.type;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Text forms of {@code bytea}: hexadecimal and escape. */
final class ByteaText {
  private ByteaText() {}

  static Bytes parse(String text) {
    return text.startsWith("\\x") ? parseHex(text) : parseEscape(text);
  }

  private static Bytes parseHex(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() / 2);
    int at = 2;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
        at++;
        continue;
      }
      int high = hexDigit(text, at);
      if (at + 1 >= text.length()) {
        throw new SqlException(
            SqlState.INVALID_PARAMETER_VALUE, "invalid hexadecimal data: odd number of digits");
      }
      bytes.write(high << 4 | hexDigit(text, at + 1));
      at += 2;
    }
    return Bytes.wrap(bytes.toByteArray());
  }

  private static int hexDigit(String text, int at) {
    char c = text.charAt(at);
    int digit = c < 0x80 ? Character.digit(c, 16) : -1;
    if (digit < 0) {
      throw new SqlException(
          SqlState.INVALID_PARAMETER_VALUE,
          "invalid hexadecimal digit: \""
              + new String(Character.toChars(text.codePointAt(at)))
              + "\"");
    }
    return digit;
  }

  private static Bytes parseEscape(String text) {
    byte[] in = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(in.length);
    for (int at = 0; at < in.length; at++) {
      if (in[at] != '\\') {
        bytes.write(in[at]);
      } else if (at + 1 < in.length && in[at + 1] == '\\') {
        bytes.write('\\');
        at++;
      } else if (at + 3 < in.length
          && octal(in[at + 1], 3)
          && octal(in[at + 2], 7)
          && octal(in[at + 3], 7)) {
        bytes.write((in[at + 1] - '0') << 6 | (in[at + 2] - '0') << 3 | (in[at + 3] - '0'));
        at += 3;
      } else {
        throw new SqlException(
            SqlState.INVALID_TEXT_REPRESENTATION, "invalid input syntax for type bytea");
      }
    }
    return Bytes.wrap(bytes.toByteArray());
  }

  private static boolean octal(byte digit, int most) {
    return digit >= '0' && digit <= '0' + most;
  }

  static String format(Bytes value, boolean escape) {
    if (!escape) {
      return "\\x" + value.toHex();
    }
    StringBuilder text = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      int b = value.byteAt(i) & 0xFF;
      if (b == '\\') {
        text.append("\\\\");
      } else if (b >= 0x20 && b < 0x7F) {
        text.append((char) b);
      } else {
        text.append('\\').append(b >> 6).append((b >> 3) & 7).append(b & 7);
      }
    }
    return text.toString();
  }
}
