package io.holdfast.sql.pgwire;

import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.type.Encodings;
import io.holdfast.sql.type.Encodings.Encoding;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the fields of one frame; whatever does not fit is 08P01. */
final class FrameReader {
  private final byte[] bytes;
  private final @Nullable Encoding encoding;
  private int at;

  FrameReader(Frame frame) {
    this(frame, null);
  }

  /** Reads strings of an encoding; null: UTF-8. */
  FrameReader(Frame frame, @Nullable Encoding encoding) {
    this.bytes = frame.payload();
    this.encoding = encoding;
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

  /** The UTF-8 of a text of this many bytes. */
  byte[] readText(int length) {
    byte[] value = readBytes(length);
    return encoding == null
        ? value
        : Encodings.decode(value, encoding).getBytes(StandardCharsets.UTF_8);
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
    String value =
        encoding == null
            ? decode(bytes, at, end - at)
            : Encodings.decode(Arrays.copyOfRange(bytes, at, end), encoding);
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
    ByteBuffer in = ByteBuffer.wrap(bytes, offset, length);
    CharBuffer out = CharBuffer.allocate(length);
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
    if (result.isError()) {
      throw notUtf8(in);
    }
    return out.flip().toString();
  }

  /** Shows as many bytes as the first of them asks for. */
  private static SqlException notUtf8(ByteBuffer in) {
    int first = in.get(in.position()) & 0xFF;
    int wanted = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF8 ? 4 : 1;
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < Math.min(wanted, in.remaining()); i++) {
      shown.append(String.format(Locale.ROOT, " 0x%02x", in.get(in.position() + i) & 0xFF));
    }
    return new SqlException(
        SqlState.CHARACTER_NOT_IN_REPERTOIRE,
        "invalid byte sequence for encoding \"UTF8\":" + shown);
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
