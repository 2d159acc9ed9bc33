package io.holdfast.store.mvcc;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.protocol.key.MemcomparableCodec;
import io.holdfast.protocol.key.TimestampCodec;
import io.holdfast.runtime.base.Bytes;

/** Layout of keys in the engine, and order of timestamps. */
public final class MvccKeys {
  /** The greatest timestamp; a read there sees the newest version. */
  public static final long TS_MAX = -1L;

  private MvccKeys() {}

  /** The form all families share, also the key in the lock family. */
  public static Bytes encode(Bytes userKey) {
    return MemcomparableCodec.encode(userKey);
  }

  /** Back from {@link #encode}. */
  public static Bytes decode(Bytes encoded) {
    return MemcomparableCodec.decode(encoded);
  }

  /** Where a version lies: commit_ts in the write family, start_ts in the default family. */
  public static Bytes versioned(Bytes encoded, long ts) {
    return TimestampCodec.append(encoded, ts);
  }

  /** The encoded key of a versioned one. */
  public static Bytes encodedOf(Bytes versioned) {
    return TimestampCodec.key(versioned);
  }

  /** The timestamp of a versioned key. */
  public static long tsOf(Bytes versioned) {
    return TimestampCodec.timestamp(versioned);
  }

  /** True iff {@code versioned} is a version of that key: encoded keys are self-delimiting. */
  static boolean isVersionOf(Bytes versioned, Bytes encoded) {
    return versioned.length() == encoded.length() + TimestampCodec.LENGTH
        && versioned.startsWith(encoded);
  }

  /**
   * The engine positions of user keys {@code [start, end)} within {@code region}; an empty end is
   * the end of the region.
   */
  public static KeyRange positions(Bytes start, Bytes end, KeyRange region) {
    Bytes from = start.isEmpty() ? start : encode(start);
    Bytes to = end.isEmpty() ? end : encode(end);
    if (!to.isEmpty() && from.compareTo(to) > 0) {
      return new KeyRange(to, to);
    }
    return new KeyRange(from, to).intersect(region);
  }

  /** Unsigned order. */
  public static int compare(long a, long b) {
    return Long.compareUnsigned(a, b);
  }

  /** True iff {@code a} is later than {@code b}. */
  public static boolean after(long a, long b) {
    return Long.compareUnsigned(a, b) > 0;
  }

  /** The later one. */
  public static long max(long a, long b) {
    return after(a, b) ? a : b;
  }
}
