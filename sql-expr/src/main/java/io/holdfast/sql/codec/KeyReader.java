package io.holdfast.sql.codec;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.Decimal;
import io.holdfast.sql.type.Interval;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.Typmod;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Takes columns off the front of a key. */
final class KeyReader {
  private static final int DAYS_PER_MONTH = 30;
  private static final long MICROS_PER_DAY = 86_400_000_000L;

  private final Bytes key;
  private int at;

  KeyReader(Bytes key, int from) {
    this.key = key;
    this.at = from;
  }

  @Nullable Object next(SqlType type) {
    if (at < key.length() && (key.byteAt(at) & 0xFF) == KeyWriter.NULL) {
      at++;
      return null;
    }
    BaseType base = type.base();
    return switch (base) {
      case BOOL -> readBoolean();
      case BYTEA -> Bytes.wrap(readEscaped());
      case FLOAT4, FLOAT8 -> readDouble();
      case NUMERIC -> readDecimal();
      case INTERVAL -> readInterval();
      case TEXT, VARCHAR, NAME, QCHAR -> readText();
      case BPCHAR -> Typmod.apply(readText(), type, true);
      default -> readLong(0);
    };
  }

  void checkEnd() {
    if (at != key.length()) {
      throw corrupt("bytes behind the last column");
    }
  }

  private SqlException corrupt(String what) {
    return new SqlException(
        SqlState.INTERNAL_ERROR, "corrupt key: " + what + " at byte " + at + " of " + key.toHex());
  }

  private int take() {
    if (at >= key.length()) {
      throw corrupt("end of the key");
    }
    return key.byteAt(at++) & 0xFF;
  }

  private Boolean readBoolean() {
    int marker = take();
    if (marker != KeyWriter.TRUE && marker != KeyWriter.FALSE) {
      throw corrupt("no boolean");
    }
    return marker == KeyWriter.TRUE;
  }

  /** Reads an integer; {@code flip} is 0xFF inside of a negative numeric. */
  private Long readLong(int flip) {
    int marker = take() ^ flip;
    int count = Math.abs(marker - KeyWriter.INT_ZERO);
    if (count > Long.BYTES) {
      throw corrupt("no integer");
    }
    long value = marker < KeyWriter.INT_ZERO ? -1 : 0;
    for (int i = 0; i < count; i++) {
      value = value << 8 | (take() ^ flip);
    }
    return value;
  }

  private void checkValue() {
    if (take() != KeyWriter.VALUE) {
      throw corrupt("no value");
    }
  }

  private Double readDouble() {
    checkValue();
    long bits = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      bits = bits << 8 | take();
    }
    return Double.longBitsToDouble(bits < 0 ? bits ^ Long.MIN_VALUE : ~bits);
  }

  private String readText() {
    return new String(readEscaped(), StandardCharsets.UTF_8);
  }

  private byte[] readEscaped() {
    checkValue();
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    while (true) {
      int b = take();
      if (b == 0) {
        if (at >= key.length() || (key.byteAt(at) & 0xFF) != 0xFF) {
          return raw.toByteArray();
        }
        at++;
      }
      raw.write(b);
    }
  }

  private Interval readInterval() {
    long days = readLong(0);
    long micros = readLong(0);
    // Days beyond 32 bits came from months, and what is beyond these from the time.
    long months = days == (int) days ? 0 : clamp(days / DAYS_PER_MONTH);
    long rest = days - months * DAYS_PER_MONTH;
    long whole = clamp(rest);
    long time = micros + (rest - whole) * MICROS_PER_DAY;
    return new Interval((int) months, (int) whole, time);
  }

  private static long clamp(long value) {
    return Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
  }

  private Decimal readDecimal() {
    int marker = take();
    return switch (marker) {
      case KeyWriter.NUMERIC_NAN -> Decimal.NAN;
      case KeyWriter.NUMERIC_INFINITY -> Decimal.POSITIVE_INFINITY;
      case KeyWriter.NUMERIC_MINUS_INFINITY -> Decimal.NEGATIVE_INFINITY;
      case KeyWriter.NUMERIC_ZERO -> Decimal.ZERO;
      case KeyWriter.NUMERIC_POSITIVE -> readDigits(0);
      case KeyWriter.NUMERIC_NEGATIVE -> readDigits(0xFF).negate();
      default -> throw corrupt("no numeric");
    };
  }

  private Decimal readDigits(int flip) {
    long exponent = readLong(flip);
    StringBuilder digits = new StringBuilder();
    while (true) {
      int pair = (take() ^ flip) - 1;
      if (pair < 0) {
        break;
      }
      if (pair > 99) {
        throw corrupt("no pair of digits");
      }
      digits.append((char) ('0' + pair / 10)).append((char) ('0' + pair % 10));
    }
    if (digits.length() == 0) {
      throw corrupt("no digits");
    }
    BigDecimal value =
        new BigDecimal(
            new BigInteger(digits.toString()), Math.toIntExact(digits.length() - exponent));
    return Decimal.of(value.stripTrailingZeros());
  }
}
