package io.holdfast.protocol.key;

import io.holdfast.runtime.base.Bytes;

/**
 * The timestamp behind an encoded key: eight bytes, big endian, all bits inverted, so that the
 * versions of one key are ordered from the newest to the oldest.
 */
public final class TimestampCodec {
  /** Bytes a timestamp takes. */
  public static final int LENGTH = Long.BYTES;

  private TimestampCodec() {}

  /** {@code encodedKey | ~timestamp}. */
  public static Bytes append(Bytes encodedKey, long timestamp) {
    int length = encodedKey.length();
    byte[] target = new byte[length + LENGTH];
    encodedKey.copyTo(target, 0);
    put(target, length, timestamp);
    return Bytes.wrap(target);
  }

  /** {@code memcomparable(key) | ~timestamp} in one allocation. */
  public static Bytes encode(Bytes key, long timestamp) {
    byte[] target = MemcomparableCodec.encodeWithRoom(key, LENGTH);
    put(target, target.length - LENGTH, timestamp);
    return Bytes.wrap(target);
  }

  /**
   * What stands before the timestamp.
   *
   * @throws MalformedKeyException when the input is too short to hold a timestamp
   */
  public static Bytes key(Bytes versioned) {
    return versioned.slice(0, split(versioned));
  }

  /**
   * The timestamp.
   *
   * @throws MalformedKeyException when the input is too short to hold a timestamp
   */
  public static long timestamp(Bytes versioned) {
    int at = split(versioned);
    long inverted = 0;
    for (int i = 0; i < LENGTH; i++) {
      inverted = inverted << 8 | (versioned.byteAt(at + i) & 0xFF);
    }
    return ~inverted;
  }

  private static int split(Bytes versioned) {
    int at = versioned.length() - LENGTH;
    if (at < 0) {
      throw new MalformedKeyException("too short for a timestamp", versioned);
    }
    return at;
  }

  private static void put(byte[] target, int at, long timestamp) {
    long inverted = ~timestamp;
    for (int i = 0; i < LENGTH; i++) {
      target[at + i] = (byte) (inverted >>> (Long.SIZE - 8 - 8 * i));
    }
  }
}
