package io.holdfast.sql.type;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Binary forms of all types: what PostgreSQL's send and receive functions write and read. */
public final class ValueBinary {
  private static final int MAX_DIMENSIONS = 6;

  private ValueBinary() {}

  /** Writes a value. */
  public static byte[] encode(SqlType type, Object value) {
    return value instanceof SqlArray array && !isEmptyVector(type.base(), array)
        ? encodeArray(array, new SqlType(array.elementType(), type.typmod()))
        : encode(type.base(), value);
  }

  private static boolean isEmptyVector(BaseType type, SqlArray array) {
    return array.isEmpty() && !type.typeName().startsWith("_");
  }

  private static byte[] encode(BaseType type, Object value) {
    if (value instanceof Long number) {
      return encodeLong(type, number);
    }
    if (value instanceof String text) {
      return type == BaseType.QCHAR
          ? new byte[] {(byte) QuotedChar.toByte(text)}
          : text.getBytes(StandardCharsets.UTF_8);
    }
    if (value instanceof Double number) {
      return type == BaseType.FLOAT4
          ? ByteBuffer.allocate(4).putFloat(number.floatValue()).array()
          : ByteBuffer.allocate(8).putDouble(number).array();
    }
    if (value instanceof Boolean truth) {
      return new byte[] {(byte) (truth ? 1 : 0)};
    }
    if (value instanceof Bytes raw) {
      return raw.toArray();
    }
    if (value instanceof Decimal number) {
      return NumericBinary.encode(number);
    }
    if (value instanceof Interval interval) {
      return ByteBuffer.allocate(16)
          .putLong(interval.micros())
          .putInt(interval.days())
          .putInt(interval.months())
          .array();
    }
    if (value instanceof SqlArray array) {
      return isEmptyVector(type, array)
          ? encodeEmptyVector(array)
          : encodeArray(array, SqlType.of(array.elementType()));
    }
    if (value instanceof SqlRecord fields) {
      return encodeRecord(fields);
    }
    throw new SqlException(
        SqlState.FEATURE_NOT_SUPPORTED,
        "no binary output function available for type " + type.displayName());
  }

  private static byte[] encodeLong(BaseType type, long value) {
    return switch (type) {
      case INT2 -> ByteBuffer.allocate(2).putShort((short) value).array();
      case INT8, TIME, TIMESTAMP, TIMESTAMPTZ -> ByteBuffer.allocate(8).putLong(value).array();
      case DATE -> ByteBuffer.allocate(4).putInt(dateBits(value)).array();
      default -> ByteBuffer.allocate(4).putInt((int) value).array();
    };
  }

  private static int dateBits(long date) {
    if (Timestamps.isFinite(date)) {
      return (int) date;
    }
    return date > 0 ? Integer.MAX_VALUE : Integer.MIN_VALUE;
  }

  private static byte[] encodeArray(SqlArray array, SqlType type) {
    byte[][] elements = new byte[array.size()][];
    int length = 12 + 8 * array.dimensions();
    boolean hasNull = false;
    for (int i = 0; i < elements.length; i++) {
      Object element = array.get(i);
      hasNull |= element == null;
      elements[i] = element == null ? new byte[0] : encode(array.elementType(), element);
      length = Math.addExact(length, 4 + elements[i].length);
    }
    ByteBuffer out = ByteBuffer.allocate(length);
    out.putInt(array.dimensions()).putInt(hasNull ? 1 : 0).putInt(type.oid());
    for (int d = 0; d < array.dimensions(); d++) {
      out.putInt(array.length(d)).putInt(array.lowerBound(d));
    }
    for (int i = 0; i < elements.length; i++) {
      out.putInt(array.get(i) == null ? -1 : elements[i].length).put(elements[i]);
    }
    return out.array();
  }

  /** Unlike an array, an empty vector has one dimension, of length 0. */
  private static byte[] encodeEmptyVector(SqlArray vector) {
    return ByteBuffer.allocate(20)
        .putInt(1)
        .putInt(0)
        .putInt(vector.elementType().oid())
        .putInt(0)
        .putInt(0)
        .array();
  }

  private static byte[] encodeRecord(SqlRecord fields) {
    byte[][] encoded = new byte[fields.size()][];
    int length = 4;
    for (int i = 0; i < encoded.length; i++) {
      Object field = fields.get(i);
      encoded[i] = field == null ? new byte[0] : encode(fields.types().get(i), field);
      length = Math.addExact(length, 8 + encoded[i].length);
    }
    ByteBuffer out = ByteBuffer.allocate(length).putInt(encoded.length);
    for (int i = 0; i < encoded.length; i++) {
      out.putInt(fields.types().get(i).oid());
      out.putInt(fields.get(i) == null ? -1 : encoded[i].length).put(encoded[i]);
    }
    return out.array();
  }

  /**
   * Reads a value and applies the type's modifier as an assignment would.
   *
   * @throws SqlException 22P03, 08P01, 22021
   */
  public static Object decode(SqlType type, Bytes bytes) {
    Object value = decode(type.base(), bytes);
    return type.typmod() < 0 ? value : Typmod.apply(value, type, false);
  }

  private static Object decode(BaseType type, Bytes bytes) {
    if (type.isArray()) {
      return decodeArray(type, bytes);
    }
    return switch (type) {
      case BOOL -> fixed(bytes, 1).get() != 0;
      case QCHAR -> QuotedChar.ofByte(fixed(bytes, 1).get());
      case BYTEA -> bytes;
      case INT2 -> (long) fixed(bytes, 2).getShort();
      case INT4 -> (long) fixed(bytes, 4).getInt();
      case INT8 -> fixed(bytes, 8).getLong();
      case OID, REGPROC, REGCLASS, REGTYPE, REGNAMESPACE, REGROLE ->
          fixed(bytes, 4).getInt() & 0xFFFF_FFFFL;
      case FLOAT4 -> (double) fixed(bytes, 4).getFloat();
      case FLOAT8 -> fixed(bytes, 8).getDouble();
      case DATE -> decodeDate(fixed(bytes, 4).getInt());
      case TIME -> decodeTime(fixed(bytes, 8).getLong());
      case TIMESTAMP, TIMESTAMPTZ -> decodeTimestamp(fixed(bytes, 8).getLong());
      case INTERVAL -> {
        ByteBuffer in = fixed(bytes, 16);
        long micros = in.getLong();
        int days = in.getInt();
        yield new Interval(in.getInt(), days, micros);
      }
      case NUMERIC -> NumericBinary.decode(bytes);
      case TEXT, VARCHAR, BPCHAR, UNKNOWN -> Utf8.decode(bytes);
      case NAME -> Typmod.truncateName(Utf8.decode(bytes));
      default ->
          throw new SqlException(
              SqlState.FEATURE_NOT_SUPPORTED,
              "no binary input function available for type " + type.displayName());
    };
  }

  static SqlException insufficient() {
    return new SqlException(SqlState.PROTOCOL_VIOLATION, "insufficient data left in message");
  }

  static SqlException incorrect(String message) {
    return new SqlException(SqlState.INVALID_BINARY_REPRESENTATION, message);
  }

  private static ByteBuffer fixed(Bytes bytes, int length) {
    if (bytes.length() < length) {
      throw insufficient();
    }
    if (bytes.length() > length) {
      throw incorrect("incorrect binary data format");
    }
    return bytes.asByteBuffer();
  }

  private static Long decodeDate(int bits) {
    if (bits == Integer.MAX_VALUE) {
      return Timestamps.INFINITY;
    }
    return bits == Integer.MIN_VALUE ? Timestamps.MINUS_INFINITY : Timestamps.checkDate(bits);
  }

  private static Long decodeTime(long micros) {
    if (micros < 0 || micros > Timestamps.MICROS_PER_DAY) {
      throw Timestamps.outOfRange("time out of range");
    }
    return micros;
  }

  private static Long decodeTimestamp(long micros) {
    return Timestamps.isFinite(micros) ? Timestamps.checkTimestamp(micros) : micros;
  }

  private static SqlArray decodeArray(BaseType type, Bytes bytes) {
    BaseType element = ArrayText.elementOf(type);
    ByteBuffer in = bytes.asByteBuffer();
    require(in, 12);
    int dimensions = in.getInt();
    if (dimensions < 0 || dimensions > MAX_DIMENSIONS) {
      throw incorrect("invalid number of dimensions: " + dimensions);
    }
    int flags = in.getInt();
    if (flags != 0 && flags != 1) {
      throw incorrect("invalid array flags");
    }
    if (in.getInt() != element.oid()) {
      throw new SqlException(SqlState.DATATYPE_MISMATCH, "wrong element type");
    }
    int[] lengths = new int[dimensions];
    int[] lowerBounds = new int[dimensions];
    long size = dimensions == 0 ? 0 : 1;
    require(in, 8 * dimensions);
    for (int d = 0; d < dimensions; d++) {
      lengths[d] = in.getInt();
      lowerBounds[d] = in.getInt();
      size *= lengths[d];
      if (lengths[d] < 0 || size > in.capacity()) {
        throw insufficient();
      }
    }
    require(in, (int) size * 4);
    @Nullable Object[] elements = new @Nullable Object[(int) size];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = decodeElement(element, bytes, in);
    }
    if (in.hasRemaining()) {
      throw incorrect("incorrect binary data format");
    }
    return elements.length == 0
        ? SqlArray.of(element, List.of())
        : SqlArray.ofShape(element, lengths, lowerBounds, elements);
  }

  private static @Nullable Object decodeElement(BaseType element, Bytes bytes, ByteBuffer in) {
    require(in, 4);
    int length = in.getInt();
    if (length == -1) {
      return null;
    }
    if (length < 0) {
      throw insufficient();
    }
    require(in, length);
    int from = in.position();
    in.position(from + length);
    return decode(element, bytes.slice(from, from + length));
  }

  private static void require(ByteBuffer in, int length) {
    if (in.remaining() < length) {
      throw insufficient();
    }
  }
}
