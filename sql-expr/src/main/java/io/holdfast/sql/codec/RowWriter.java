package io.holdfast.sql.codec;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.Decimal;
import io.holdfast.sql.type.Interval;
import io.holdfast.sql.type.SqlArray;
import io.holdfast.sql.type.Values;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Appends tagged values to a row. */
final class RowWriter {
  static final int KIND_NULL = 0;

  /** A zigzag varint. */
  static final int KIND_VARINT = 1;

  /** Eight bytes, big-endian. */
  static final int KIND_FIXED = 2;

  /** A varint length and as many bytes. */
  static final int KIND_BYTES = 3;

  static final int KIND_BITS = 2;

  /** What a numeric begins with: NaN, the infinities, or its scale above these. */
  static final int NUMERIC_NAN = 0;

  static final int NUMERIC_INFINITY = 1;
  static final int NUMERIC_MINUS_INFINITY = 2;
  static final int NUMERIC_SCALE = 3;

  private static final int INITIAL_ROOM = 64;

  private byte[] bytes = new byte[INITIAL_ROOM];
  private int length;

  void put(int value) {
    reserve(1);
    bytes[length++] = (byte) value;
  }

  private void reserve(int count) {
    if (length + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
    }
  }

  Bytes toBytes() {
    return Bytes.wrap(Arrays.copyOf(bytes, length));
  }

  /** Appends one column; {@code idStep} is its id minus that of the column before. */
  void column(int idStep, BaseType type, @Nullable Object value) {
    int kind = kind(type, value);
    unsigned((long) idStep << KIND_BITS | kind);
    if (value != null) {
      payload(kind, type, value);
    }
  }

  static int kind(BaseType type, @Nullable Object value) {
    if (value == null) {
      return KIND_NULL;
    }
    if (value instanceof Long) {
      // Moments have some 50 bits: a varint would be as long as this and slower.
      return type == BaseType.TIMESTAMP || type == BaseType.TIMESTAMPTZ ? KIND_FIXED : KIND_VARINT;
    }
    if (value instanceof Double) {
      return KIND_FIXED;
    }
    return value instanceof Boolean ? KIND_VARINT : KIND_BYTES;
  }

  private void payload(int kind, BaseType type, Object value) {
    switch (kind) {
      case KIND_VARINT -> signed(value instanceof Boolean truth ? (truth ? 1 : 0) : (Long) value);
      case KIND_FIXED ->
          fixed(value instanceof Double number ? Double.doubleToLongBits(number) : (Long) value);
      default -> delimited(body(type, value));
    }
  }

  void unsigned(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      put((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    put((int) rest);
  }

  void signed(long value) {
    unsigned(value << 1 ^ value >> 63);
  }

  private void fixed(long bits) {
    reserve(Long.BYTES);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (bits >>> shift);
    }
  }

  private void delimited(byte[] body) {
    unsigned(body.length);
    raw(body);
  }

  private void raw(byte[] body) {
    reserve(body.length);
    System.arraycopy(body, 0, bytes, length, body.length);
    length += body.length;
  }

  private static byte[] body(BaseType type, Object value) {
    if (value instanceof String text) {
      String kept = type == BaseType.BPCHAR ? Values.trimBlanks(text) : text;
      return kept.getBytes(StandardCharsets.UTF_8);
    }
    if (value instanceof Bytes raw) {
      return raw.readOnlyArray();
    }
    RowWriter nested = new RowWriter();
    if (value instanceof Decimal number) {
      nested.decimal(number);
    } else if (value instanceof Interval interval) {
      nested.signed(interval.months());
      nested.signed(interval.days());
      nested.signed(interval.micros());
    } else if (value instanceof SqlArray array) {
      nested.array(array);
    } else {
      throw new SqlException(
          SqlState.FEATURE_NOT_SUPPORTED,
          "a value of type " + type.displayName() + " cannot be stored");
    }
    return Arrays.copyOf(nested.bytes, nested.length);
  }

  private void decimal(Decimal number) {
    if (number.isFinite()) {
      unsigned((long) number.scale() + NUMERIC_SCALE);
      raw(number.toBigDecimal().unscaledValue().toByteArray());
    } else if (number.isNaN()) {
      put(NUMERIC_NAN);
    } else {
      put(number.signum() > 0 ? NUMERIC_INFINITY : NUMERIC_MINUS_INFINITY);
    }
  }

  private void array(SqlArray array) {
    unsigned(array.elementType().oid());
    unsigned(array.dimensions());
    for (int d = 0; d < array.dimensions(); d++) {
      unsigned(array.length(d));
      signed(array.lowerBound(d));
    }
    for (int i = 0; i < array.size(); i++) {
      Object element = array.get(i);
      int kind = kind(array.elementType(), element);
      put(kind);
      if (element != null) {
        payload(kind, array.elementType(), element);
      }
    }
  }
}
