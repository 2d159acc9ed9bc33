package io.holdfast.sql.codec;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.Decimal;
import io.holdfast.sql.type.Interval;
import io.holdfast.sql.type.SqlArray;
import io.holdfast.sql.type.SqlType;
import io.holdfast.sql.type.Typmod;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Takes tagged values off a row. Bytes that are no row give an XX000 that shows them. */
final class RowReader {
  /** PostgreSQL's limit for arrays. */
  private static final int MAX_DIMENSIONS = 6;

  private static final int SHOWN_BYTES = 64;

  private final Bytes row;
  private final byte[] bytes;
  private final int end;
  private int at;
  private int columnId;
  private int kind;

  RowReader(Bytes row) {
    this.row = row;
    this.bytes = row.readOnlyArray();
    this.end = bytes.length;
  }

  private RowReader(RowReader outer, int from, int to) {
    this.row = outer.row;
    this.bytes = outer.bytes;
    this.at = from;
    this.end = to;
  }

  private SqlException corrupt(String what) {
    Bytes shown = row.length() > SHOWN_BYTES ? row.slice(0, SHOWN_BYTES) : row;
    return new SqlException(
        SqlState.INTERNAL_ERROR,
        "corrupt row: "
            + what
            + " at byte "
            + at
            + " of "
            + row.length()
            + ", column "
            + columnId
            + ": "
            + shown.toHex());
  }

  void checkVersion(int version) {
    if (take() != version) {
      throw corrupt("unknown version");
    }
  }

  /** Moves to the next column; false at the end. */
  boolean nextColumn() {
    if (at == end) {
      return false;
    }
    long tag = unsigned();
    long id = columnId + (tag >>> RowWriter.KIND_BITS);
    if (id <= columnId || id > Integer.MAX_VALUE) {
      throw corrupt("column id " + id);
    }
    columnId = (int) id;
    kind = (int) tag & ((1 << RowWriter.KIND_BITS) - 1);
    return true;
  }

  int columnId() {
    return columnId;
  }

  void skip() {
    switch (kind) {
      case RowWriter.KIND_VARINT -> unsigned();
      case RowWriter.KIND_FIXED -> advance(Long.BYTES);
      case RowWriter.KIND_BYTES -> advance(length());
      default -> {
        // A null has no bytes.
      }
    }
  }

  @Nullable Object value(SqlType type) {
    return switch (kind) {
      case RowWriter.KIND_NULL -> null;
      case RowWriter.KIND_VARINT -> ofVarint(type.base(), signed());
      case RowWriter.KIND_FIXED -> ofFixed(type.base(), fixed());
      default -> ofBytes(type);
    };
  }

  private Object ofVarint(BaseType type, long value) {
    if (type == BaseType.BOOL) {
      return value != 0;
    }
    if (RowWriter.kind(type, value) != RowWriter.KIND_VARINT || !isLong(type)) {
      throw corrupt("an integer for type " + type.displayName());
    }
    return value;
  }

  private static boolean isLong(BaseType type) {
    return switch (type) {
      case INT2, INT4, INT8, OID, DATE, TIME, TIMESTAMP, TIMESTAMPTZ -> true;
      case REGPROC, REGCLASS, REGTYPE, REGNAMESPACE, REGROLE -> true;
      default -> false;
    };
  }

  private Object ofFixed(BaseType type, long bits) {
    return switch (type) {
      case TIMESTAMP, TIMESTAMPTZ -> bits;
      case FLOAT4, FLOAT8 -> Double.longBitsToDouble(bits);
      default -> throw corrupt("eight bytes for type " + type.displayName());
    };
  }

  private Object ofBytes(SqlType type) {
    int count = length();
    int from = at;
    advance(count);
    return switch (type.base()) {
      case TEXT, VARCHAR, NAME, QCHAR, UNKNOWN ->
          new String(bytes, from, count, StandardCharsets.UTF_8);
      case BPCHAR ->
          Typmod.apply(new String(bytes, from, count, StandardCharsets.UTF_8), type, true);
      case BYTEA -> row.slice(from, from + count);
      case NUMERIC -> new RowReader(this, from, at).decimal();
      case INTERVAL -> new RowReader(this, from, at).interval();
      default -> {
        if (!type.base().isArray()) {
          throw corrupt("bytes for type " + type.base().displayName());
        }
        yield new RowReader(this, from, at).array(type);
      }
    };
  }

  private int take() {
    if (at >= end) {
      throw corrupt("end of the bytes");
    }
    return bytes[at++] & 0xFF;
  }

  private void advance(int count) {
    if (count > end - at) {
      throw corrupt(count + " bytes missing");
    }
    at += count;
  }

  private int length() {
    long length = unsigned();
    if (length < 0 || length > end - at) {
      throw corrupt("length " + length);
    }
    return (int) length;
  }

  private long unsigned() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int b = take();
      value |= (long) (b & 0x7F) << shift;
      if (b < 0x80) {
        return value;
      }
    }
    throw corrupt("endless number");
  }

  private long signed() {
    long value = unsigned();
    return value >>> 1 ^ -(value & 1);
  }

  private long fixed() {
    int from = at;
    advance(Long.BYTES);
    long bits = 0;
    for (int i = from; i < at; i++) {
      bits = bits << 8 | (bytes[i] & 0xFF);
    }
    return bits;
  }

  private Decimal decimal() {
    long marker = unsigned();
    if (marker == RowWriter.NUMERIC_NAN) {
      return Decimal.NAN;
    }
    if (marker < RowWriter.NUMERIC_SCALE) {
      return marker == RowWriter.NUMERIC_INFINITY
          ? Decimal.POSITIVE_INFINITY
          : Decimal.NEGATIVE_INFINITY;
    }
    if (at == end || marker > Short.MAX_VALUE) {
      throw corrupt("numeric");
    }
    BigInteger unscaled = new BigInteger(bytes, at, end - at);
    return Decimal.of(new BigDecimal(unscaled, (int) marker - RowWriter.NUMERIC_SCALE));
  }

  private Interval interval() {
    long months = signed();
    long days = signed();
    long micros = signed();
    if (months != (int) months || days != (int) days) {
      throw corrupt("interval");
    }
    return new Interval((int) months, (int) days, micros);
  }

  private SqlArray array(SqlType type) {
    BaseType element = BaseType.byOid((int) unsigned());
    long dimensions = unsigned();
    if (element == null || element != type.base().element() || dimensions > MAX_DIMENSIONS) {
      throw corrupt("array");
    }
    int[] lengths = new int[(int) dimensions];
    int[] lowerBounds = new int[lengths.length];
    long size = lengths.length == 0 ? 0 : 1;
    for (int d = 0; d < lengths.length; d++) {
      lengths[d] = length();
      lowerBounds[d] = (int) signed();
      size *= lengths[d];
      if (size > end - at) {
        throw corrupt("array of " + size);
      }
    }
    SqlType elementType = new SqlType(element, type.typmod());
    @Nullable Object[] elements = new @Nullable Object[(int) size];
    for (int i = 0; i < elements.length; i++) {
      kind = take();
      elements[i] = value(elementType);
    }
    return SqlArray.ofShape(element, lengths, lowerBounds, elements);
  }
}
