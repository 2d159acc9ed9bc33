package io.holdfast.sql.type;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Text from clients: UTF-8 that is checked. */
public final class Utf8 {
  private Utf8() {}

  /**
   * The text of these bytes.
   *
   * @throws SqlException 22021 when they are not UTF-8 or have a zero byte
   */
  public static String decode(Bytes bytes) {
    ByteBuffer in = bytes.asByteBuffer();
    for (int i = 0; i < bytes.length(); i++) {
      if (bytes.byteAt(i) == 0) {
        throw invalid(bytes, i);
      }
    }
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer out = CharBuffer.allocate(bytes.length());
    CoderResult result = decoder.decode(in, out, true);
    if (result.isError()) {
      throw invalid(bytes, in.position());
    }
    return out.flip().toString();
  }

  private static SqlException invalid(Bytes bytes, int at) {
    int first = bytes.byteAt(at) & 0xFF;
    int length = (first & 0xE0) == 0xC0 ? 2 : (first & 0xF0) == 0xE0 ? 3 : first >= 0xF0 ? 4 : 1;
    if (first >= 0xF8) {
      length = 1;
    }
    StringBuilder shown = new StringBuilder();
    for (int i = at; i < Math.min(at + length, bytes.length()); i++) {
      shown.append(" 0x").append(HexFormat.of().toHexDigits(bytes.byteAt(i)));
    }
    return new SqlException(
        SqlState.CHARACTER_NOT_IN_REPERTOIRE,
        "invalid byte sequence for encoding \"UTF8\":" + shown);
  }
}
