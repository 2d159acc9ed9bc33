package io.holdfast.sql.codec;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import io.holdfast.sql.type.BaseType;
import io.holdfast.sql.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keys made of typed columns: unsigned byte order of keys is the order of the tuples, nulls last.
 *
 * <p>A decoded value equals the encoded one in order, not always in form ({@link #isExact}): a
 * numeric loses its display scale, an interval its parts, so a table keeps such key columns in the
 * row as well.
 */
public final class KeyCodec {
  /** Above the first byte of every column. */
  private static final Bytes COLUMN_END = Bytes.hex("ff");

  private final SqlType[] types;

  /** A codec for tuples of these types. */
  public KeyCodec(List<SqlType> types) {
    this.types = types.toArray(new SqlType[0]);
    for (SqlType type : types) {
      if (!isSupported(type)) {
        throw new SqlException(
            SqlState.FEATURE_NOT_SUPPORTED,
            "type " + type.base().displayName() + " cannot be part of a key");
      }
    }
  }

  /** True iff values of this type can be part of a key. */
  public static boolean isSupported(SqlType type) {
    return switch (type.base()) {
      case RECORD, VOID, ANY, ANYELEMENT, ANYARRAY, UNKNOWN -> false;
      default -> !type.base().isArray();
    };
  }

  /** True iff decoding gives back exactly what was encoded for this type. */
  public static boolean isExact(SqlType type) {
    return switch (type.base()) {
      // -0 and 0 share a key; so do numerics of different scale and intervals of equal length.
      case FLOAT4, FLOAT8, NUMERIC, INTERVAL -> false;
      // Its blanks at the end come back only where the modifier says how many.
      case BPCHAR -> type.typmod() >= 0;
      default -> isSupported(type);
    };
  }

  /** Number of columns. */
  public int size() {
    return types.length;
  }

  /** {@code prefix} followed by all columns; {@code values} has one for each. */
  public Bytes encode(Bytes prefix, @Nullable Object... values) {
    if (values.length != types.length) {
      throw new IllegalArgumentException(values.length + " values of " + types.length);
    }
    return encodePrefix(prefix, values);
  }

  /** {@code prefix} followed by the first {@code values.length} columns. */
  public Bytes encodePrefix(Bytes prefix, @Nullable Object... values) {
    KeyWriter writer = new KeyWriter(prefix);
    for (int i = 0; i < values.length; i++) {
      writer.append(types[i].base(), values[i]);
    }
    return writer.toBytes();
  }

  /**
   * The columns of a key whose first {@code prefixLength} bytes are something else.
   *
   * @throws SqlException XX000 when the bytes are no such key
   */
  public @Nullable Object[] decode(Bytes key, int prefixLength) {
    KeyReader reader = new KeyReader(key, prefixLength);
    @Nullable Object[] values = new @Nullable Object[types.length];
    for (int i = 0; i < types.length; i++) {
      values[i] = reader.next(types[i]);
    }
    reader.checkEnd();
    return values;
  }

  /**
   * Behind all keys that begin with these whole columns. Not {@link Bytes#prefixEnd}: that would
   * take in a longer text, whose zero byte is written like an end but for the 0xFF behind it.
   */
  private static Bytes behind(Bytes columns) {
    return columns.concat(COLUMN_END);
  }

  /** All keys that begin with {@code prefix} and these first columns. */
  public KeyRange prefixRange(Bytes prefix, @Nullable Object... values) {
    Bytes start = encodePrefix(prefix, values);
    return new KeyRange(start, values.length == 0 ? start.prefixEnd() : behind(start));
  }

  /**
   * All keys with these first columns, whose next column lies in an interval. Nulls of that column
   * are never inside.
   *
   * @param lower null for no bound
   * @param upper null for no bound
   */
  public KeyRange range(
      Bytes prefix,
      @Nullable Object[] equal,
      @Nullable Object lower,
      boolean lowerInclusive,
      @Nullable Object upper,
      boolean upperInclusive) {
    Bytes start = encodePrefix(prefix, equal);
    BaseType next = types[equal.length].base();
    Bytes from = start;
    if (lower != null) {
      Bytes bound = new KeyWriter(start).append(next, lower).toBytes();
      from = lowerInclusive ? bound : behind(bound);
    }
    Bytes to;
    if (upper == null) {
      to = new KeyWriter(start).append(next, null).toBytes();
    } else {
      Bytes bound = new KeyWriter(start).append(next, upper).toBytes();
      to = upperInclusive ? behind(bound) : bound;
    }
    return from.compareTo(to) >= 0 ? new KeyRange(to, to) : new KeyRange(from, to);
  }
}
