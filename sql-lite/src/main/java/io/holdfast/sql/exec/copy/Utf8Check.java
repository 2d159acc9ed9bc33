package io.holdfast.sql.exec.copy;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;

/** Refuses bytes that are no UTF-8. */
final class Utf8Check {
  private Utf8Check() {}

  /**
   * Fails with 22021 when {@code bytes[start, start + length)} is no UTF-8.
   *
   * @param shown how many bytes from the start on the message may show: more than are checked
   */
  static void check(byte[] bytes, int start, int length, int shown) {
    int end = start + length;
    int at = start;
    while (at < end) {
      if (bytes[at] > 0) {
        at++;
        continue;
      }
      int size = sequence(bytes, at, end);
      if (size == 0) {
        throw invalid(bytes, at, start + shown);
      }
      at += size;
    }
  }

  /** Bytes of the sequence at a place; 0 when it is none. */
  private static int sequence(byte[] bytes, int at, int end) {
    int lead = bytes[at] & 0xFF;
    int size = lead >= 0xC2 && lead <= 0xDF ? 2 : (lead & 0xF0) == 0xE0 ? 3 : 4;
    if (lead < 0xC2 || lead > 0xF4 || at + size > end) {
      return 0;
    }
    for (int i = 1; i < size; i++) {
      if ((bytes[at + i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    int second = bytes[at + 1] & 0xFF;
    boolean wrong =
        (lead == 0xE0 && second < 0xA0)
            || (lead == 0xED && second > 0x9F)
            || (lead == 0xF0 && second < 0x90)
            || (lead == 0xF4 && second > 0x8F);
    return wrong ? 0 : size;
  }

  private static SqlException invalid(byte[] bytes, int at, int end) {
    int lead = bytes[at] & 0xFF;
    int size =
        lead < 0x80
            ? 1
            : (lead & 0xE0) == 0xC0 ? 2 : (lead & 0xF0) == 0xE0 ? 3 : (lead & 0xF8) == 0xF0 ? 4 : 1;
    StringBuilder text = new StringBuilder("invalid byte sequence for encoding \"UTF8\":");
    for (int i = at; i < Math.min(at + size, end); i++) {
      text.append(String.format(" 0x%02x", bytes[i] & 0xFF));
    }
    return new SqlException(SqlState.CHARACTER_NOT_IN_REPERTOIRE, text.toString());
  }
}
