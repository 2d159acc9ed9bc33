package io.holdfast.sql.codec;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.type.SqlType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keys made of typed columns: unsigned byte order of keys is the order of the tuples, nulls last.
 *
 * <p>A decoded value equals the encoded one in order, not always in form: a numeric loses its
 * display scale, an interval its parts, so a table keeps such key columns in the row as well.
 */
public final class KeyCodec {
  private final SqlType[] types;

  /** A codec for tuples of these types. */
  public KeyCodec(List<SqlType> types) {
    this.types = types.toArray(new SqlType[0]);
  }

  /** True iff decoding gives back exactly what was encoded for this type. */
  public static boolean isExact(SqlType type) {
    throw pending("" + type);
  }

  /** Number of columns. */
  public int size() {
    return types.length;
  }

  /** {@code prefix} followed by all columns; {@code values} has one for each. */
  public Bytes encode(Bytes prefix, @Nullable Object... values) {
    throw pending("" + prefix + values.length);
  }

  /** {@code prefix} followed by the first {@code values.length} columns. */
  public Bytes encodePrefix(Bytes prefix, @Nullable Object... values) {
    throw pending("" + prefix + values.length);
  }

  /** The columns of a key whose first {@code prefixLength} bytes are something else. */
  public @Nullable Object[] decode(Bytes key, int prefixLength) {
    throw pending("" + key + prefixLength);
  }

  /** All keys that begin with {@code prefix} and these first columns. */
  public KeyRange prefixRange(Bytes prefix, @Nullable Object... values) {
    throw pending("" + prefix + values.length);
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
    throw pending("" + prefix + equal.length + lower + upper + lowerInclusive + upperInclusive);
  }

  private static RuntimeException pending(String what) {
    return new UnsupportedOperationException(what);
  }
}
