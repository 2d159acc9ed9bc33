package io.holdfast.store.engine.rocksdb;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.store.engine.Family;
import io.holdfast.store.engine.Modification;
import io.holdfast.store.engine.WriteBatch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A batch in the form in which RocksDB keeps one, made here and handed over by one call, where a
 * call per change would copy and cross each time. The form is that of its log, which newer versions
 * read; a test compares it with what the library makes.
 *
 * <pre>
 *   sequence (8, zero) | changes (4) | change*        little endian
 *   change = tag (1) | column family (varint, none for the default one) | bytes | bytes
 *   bytes  = length (varint) | that many               only a put and a range have the second
 * </pre>
 */
final class BatchLayout {
  private static final int HEADER_BYTES = 12;
  private static final byte DELETE = 0x0;
  private static final byte PUT = 0x1;
  private static final byte DELETE_OF_FAMILY = 0x4;
  private static final byte PUT_OF_FAMILY = 0x5;
  private static final byte DELETE_RANGE_OF_FAMILY = 0xE;
  private static final byte DELETE_RANGE = 0xF;

  private final EnumMap<Family, Integer> columns;
  private final Bytes aboveAllKeys;

  /** {@code columns}: number of each family's column, 0 is the default one. */
  BatchLayout(Map<Family, Integer> columns, Bytes aboveAllKeys) {
    this.columns = new EnumMap<>(columns);
    this.aboveAllKeys = aboveAllKeys;
  }

  /** Exactly the bytes of the batch; empty ranges are left out. */
  byte[] encode(WriteBatch batch) {
    List<Modification> changes = batch.modifications();
    long bytes = HEADER_BYTES;
    int count = 0;
    for (Modification change : changes) {
      if (!isNothing(change)) {
        bytes += sizeOf(change);
        count++;
      }
    }
    byte[] encoded = new byte[Math.toIntExact(bytes)];
    ByteBuffer out = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(0).putInt(count);
    for (Modification change : changes) {
      if (!isNothing(change)) {
        put(change, out);
      }
    }
    return encoded;
  }

  private static boolean isNothing(Modification change) {
    return change instanceof Modification.DeleteRange range
        && !range.end().isEmpty()
        && range.start().compareTo(range.end()) >= 0;
  }

  private long sizeOf(Modification change) {
    int column = columnOf(change.family());
    int head = column == 0 ? 1 : 1 + varintBytes(column);
    return switch (change.kind()) {
      case PUT -> {
        Modification.Put put = (Modification.Put) change;
        yield head + sizeOf(put.key()) + sizeOf(put.value());
      }
      case DELETE -> head + sizeOf(((Modification.Delete) change).key());
      case DELETE_RANGE -> {
        Modification.DeleteRange range = (Modification.DeleteRange) change;
        yield head + sizeOf(range.start()) + sizeOf(endOf(range));
      }
    };
  }

  private int columnOf(Family family) {
    Integer column = columns.get(family);
    if (column == null) {
      throw Invariant.unreachable("A family has no column: " + family);
    }
    return column;
  }

  private static long sizeOf(Bytes bytes) {
    return (long) varintBytes(bytes.length()) + bytes.length();
  }

  private Bytes endOf(Modification.DeleteRange range) {
    return range.end().isEmpty() ? aboveAllKeys : range.end();
  }

  private void put(Modification change, ByteBuffer out) {
    int column = columnOf(change.family());
    switch (change.kind()) {
      case PUT -> {
        Modification.Put put = (Modification.Put) change;
        tag(PUT, PUT_OF_FAMILY, column, out);
        bytes(put.key(), out);
        bytes(put.value(), out);
      }
      case DELETE -> {
        tag(DELETE, DELETE_OF_FAMILY, column, out);
        bytes(((Modification.Delete) change).key(), out);
      }
      case DELETE_RANGE -> {
        Modification.DeleteRange range = (Modification.DeleteRange) change;
        tag(DELETE_RANGE, DELETE_RANGE_OF_FAMILY, column, out);
        bytes(range.start(), out);
        bytes(endOf(range), out);
      }
    }
  }

  private static void tag(byte ofDefault, byte ofFamily, int column, ByteBuffer out) {
    if (column == 0) {
      out.put(ofDefault);
    } else {
      out.put(ofFamily);
      varint(column, out);
    }
  }

  private static void bytes(Bytes bytes, ByteBuffer out) {
    varint(bytes.length(), out);
    bytes.copyTo(out);
  }

  private static int varintBytes(int value) {
    return value == 0 ? 1 : (38 - Integer.numberOfLeadingZeros(value)) / 7;
  }

  private static void varint(int value, ByteBuffer out) {
    int rest = value;
    while (rest >= 0x80) {
      out.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }
}
