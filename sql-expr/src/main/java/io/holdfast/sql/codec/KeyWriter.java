package io.holdfast.sql.codec;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.Decimal;
import io.holdfast.sql.type.Interval;
import io.holdfast.sql.type.Values;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Appends columns to a key. The first byte of a column is never 0xFF, so that a zero byte inside of
 * text (written as 00 FF) differs from the zero byte that ends it.
 */
final class KeyWriter {
  /** First byte of a column that is null: behind every value. */
  static final int NULL = 0xFE;

  /** First byte of text, bytes and floating point numbers. */
  static final int VALUE = 0x10;

  static final int FALSE = 0x10;
  static final int TRUE = 0x11;

  /** First byte of the integer 0; n bytes follow INT_ZERO + n, or below zero INT_ZERO - n. */
  static final int INT_ZERO = 0x80;

  static final int NUMERIC_MINUS_INFINITY = 0x10;
  static final int NUMERIC_NEGATIVE = 0x20;
  static final int NUMERIC_ZERO = 0x30;
  static final int NUMERIC_POSITIVE = 0x40;
  static final int NUMERIC_INFINITY = 0x50;
  static final int NUMERIC_NAN = 0x60;

  private static final int INITIAL_ROOM = 32;

  private byte[] bytes;
  private int length;

  KeyWriter(Bytes prefix) {
    bytes = new byte[prefix.length() + INITIAL_ROOM];
    prefix.copyTo(bytes, 0);
    length = prefix.length();
  }

  KeyWriter append(BaseType type, @Nullable Object value) {
    if (value == null) {
      put(NULL);
    } else if (value instanceof Long number) {
      appendLong(number);
    } else if (value instanceof String text) {
      String kept = type == BaseType.BPCHAR ? Values.trimBlanks(text) : text;
      put(VALUE);
      appendEscaped(kept.getBytes(StandardCharsets.UTF_8));
    } else if (value instanceof Decimal number) {
      appendDecimal(number);
    } else if (value instanceof Double number) {
      put(VALUE);
      appendFixed(orderedBits(number));
    } else if (value instanceof Boolean truth) {
      put(truth ? TRUE : FALSE);
    } else if (value instanceof Bytes raw) {
      put(VALUE);
      appendEscaped(raw.readOnlyArray());
    } else if (value instanceof Interval interval) {
      appendLong(interval.spanDays());
      appendLong(interval.spanMicros());
    } else {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "type " + type.displayName() + " cannot be part of a key");
    }
    return this;
  }

  Bytes toBytes() {
    return Bytes.wrap(length == bytes.length ? bytes : Arrays.copyOf(bytes, length));
  }

  private void put(int value) {
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, length * 2);
    }
    bytes[length++] = (byte) value;
  }

  private void appendLong(long value) {
    // A negative number takes the bytes that its two's complement needs, most negative first.
    long magnitude = value < 0 ? ~value : value;
    int count = (Long.SIZE - Long.numberOfLeadingZeros(magnitude) + 7) / 8;
    if (value < 0) {
      // -1 has no bits left in ~value, yet it must differ from 0.
      count = Math.max(count, 1);
      put(INT_ZERO - count);
    } else {
      put(INT_ZERO + count);
    }
    for (int shift = (count - 1) * 8; shift >= 0; shift -= 8) {
      put((int) (value >>> shift));
    }
  }

  private void appendFixed(long bits) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      put((int) (bits >>> shift));
    }
  }

  /** Bits whose unsigned order is the order of doubles: NaN last, one zero. */
  private static long orderedBits(double value) {
    long bits = Double.doubleToLongBits(value + 0.0);
    return bits < 0 ? ~bits : bits ^ Long.MIN_VALUE;
  }

  private void appendEscaped(byte[] raw) {
    for (byte b : raw) {
      put(b);
      if (b == 0) {
        put(0xFF);
      }
    }
    put(0);
  }

  private void appendDecimal(Decimal number) {
    if (!number.isFinite()) {
      put(
          number.isNaN()
              ? NUMERIC_NAN
              : number.signum() > 0 ? NUMERIC_INFINITY : NUMERIC_MINUS_INFINITY);
      return;
    }
    if (number.signum() == 0) {
      put(NUMERIC_ZERO);
      return;
    }
    boolean negative = number.signum() < 0;
    put(negative ? NUMERIC_NEGATIVE : NUMERIC_POSITIVE);
    int from = length;
    String digits = number.toBigDecimal().unscaledValue().abs().toString();
    int end = digits.length();
    while (digits.charAt(end - 1) == '0') {
      end--;
    }
    // The number is 0.d1d2d3... times ten to this power.
    appendLong((long) digits.length() - number.scale());
    for (int i = 0; i < end; i += 2) {
      int low = i + 1 < end ? digits.charAt(i + 1) - '0' : 0;
      put((digits.charAt(i) - '0') * 10 + low + 1);
    }
    put(0);
    if (negative) {
      // The greater the magnitude, the smaller the number.
      for (int i = from; i < length; i++) {
        bytes[i] = (byte) ~bytes[i];
      }
    }
  }
}
