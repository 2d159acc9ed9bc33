package io.holdfast.sql.type;

import java.nio.charset.StandardCharsets;

/** The one-byte type {@code "char"}. */
final class QuotedChar {
  private QuotedChar() {}

  /** The first byte; a byte that is no ASCII character is written as {@code \nnn}, octal. */
  static String parse(String text) {
    if (text.isEmpty()) {
      return "";
    }
    if (text.length() == 4 && text.charAt(0) == '\\' && isOctal(text)) {
      return ofByte(Integer.parseInt(text.substring(1), 8));
    }
    return ofByte(text.getBytes(StandardCharsets.UTF_8)[0]);
  }

  static String ofByte(int value) {
    int b = value & 0xFF;
    if (b == 0) {
      return "";
    }
    if (b < 0x80) {
      return String.valueOf((char) b);
    }
    return "\\" + (b >> 6) + ((b >> 3) & 7) + (b & 7);
  }

  static int toByte(String value) {
    if (value.isEmpty()) {
      return 0;
    }
    return value.length() == 1 ? value.charAt(0) : Integer.parseInt(value.substring(1), 8);
  }

  private static boolean isOctal(String text) {
    return text.charAt(1) >= '0'
        && text.charAt(1) <= '3'
        && text.charAt(2) >= '0'
        && text.charAt(2) <= '7'
        && text.charAt(3) >= '0'
        && text.charAt(3) <= '7';
  }
}
