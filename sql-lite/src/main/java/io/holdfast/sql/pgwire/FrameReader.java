package io.holdfast.sql.pgwire;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the fields of one frame; whatever does not fit is 08P01. */
final class FrameReader {
  private final byte[] bytes;
  private int at;

  FrameReader(Frame frame) {
    this.bytes = frame.payload();
  }

  boolean hasRemaining() {
    return at < bytes.length;
  }

  byte readByte() {
    need(1);
    return bytes[at++];
  }

  short readShort() {
    need(2);
    short value = (short) ((bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF));
    at += 2;
    return value;
  }

  int readInt() {
    need(4);
    int value =
        (bytes[at] & 0xFF) << 24
            | (bytes[at + 1] & 0xFF) << 16
            | (bytes[at + 2] & 0xFF) << 8
            | (bytes[at + 3] & 0xFF);
    at += 4;
    return value;
  }

  byte[] readBytes(int length) {
    if (length < 0) {
      throw violation("invalid message format");
    }
    need(length);
    byte[] value = Arrays.copyOfRange(bytes, at, at + length);
    at += length;
    return value;
  }

  /** A string that ends with a zero byte. */
  String readString() {
    int end = at;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    if (end == bytes.length) {
      throw violation("invalid string in message");
    }
    String value = decode(bytes, at, end - at);
    at = end + 1;
    return value;
  }

  /** Nothing may be left. */
  void end() {
    if (at != bytes.length) {
      throw violation("invalid message format");
    }
  }

  static String decode(byte[] bytes, int offset, int length) {
    boolean ascii = true;
    for (int i = offset; i < offset + length && ascii; i++) {
      ascii = bytes[i] >= 0;
    }
    if (ascii) {
      return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, offset, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new SqlException(
          SqlState.CHARACTER_NOT_IN_REPERTOIRE, "invalid byte sequence for encoding \"UTF8\"");
    }
  }

  private void need(int count) {
    if (bytes.length - at < count) {
      throw violation("insufficient data left in message");
    }
  }

  static SqlException violation(String message) {
    return new SqlException(SqlState.PROTOCOL_VIOLATION, message);
  }
}
