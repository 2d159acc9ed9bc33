package io.holdfast.protocol.key;

import io.holdfast.runtime.base.Bytes;

/**
 * The order-preserving, self-delimiting form of a key: groups of eight bytes, the last one padded
 * with zeros, each followed by {@code 0xFF - padding}. A key whose length is a multiple of eight
 * gets one more group that is all padding, so the last group always ends below {@code 0xFF}.
 *
 * <p>Self-delimiting matters because a timestamp follows the key in the engine: without it the
 * versions of a key and the keys it is a prefix of would interleave.
 */
public final class MemcomparableCodec {
  private static final int GROUP = 8;
  private static final int ENCODED_GROUP = GROUP + 1;
  private static final int MARKER_FULL = 0xFF;

  private MemcomparableCodec() {}

  /** Length of the encoded form of a key of {@code keyLength} bytes. */
  public static int encodedLength(int keyLength) {
    return (keyLength / GROUP + 1) * ENCODED_GROUP;
  }

  /** The encoded form; also of the empty key, which becomes one group of padding. */
  public static Bytes encode(Bytes key) {
    return Bytes.wrap(encodeWithRoom(key, 0));
  }

  /** The encoded form followed by {@code room} zero bytes for the caller to fill. */
  static byte[] encodeWithRoom(Bytes key, int room) {
    int length = key.length();
    byte[] target = new byte[encodedLength(length) + room];
    byte[] source = key.readOnlyArray();
    int at = 0;
    for (int from = 0; from <= length; from += GROUP) {
      int used = Math.min(GROUP, length - from);
      System.arraycopy(source, from, target, at, used);
      target[at + GROUP] = (byte) (MARKER_FULL - (GROUP - used));
      at += ENCODED_GROUP;
    }
    return target;
  }

  /**
   * The key of an encoded form that has nothing behind it.
   *
   * @throws MalformedKeyException when the input is not exactly one encoded key
   */
  public static Bytes decode(Bytes encoded) {
    int end = encodedPrefixLength(encoded);
    if (end != encoded.length()) {
      throw new MalformedKeyException("bytes behind the last group", encoded);
    }
    return decodeGroups(encoded, end);
  }

  /**
   * The key at the front of {@code encoded}, whatever follows it.
   *
   * @throws MalformedKeyException when there is no encoded key at the front
   */
  public static Bytes decodePrefix(Bytes encoded) {
    return decodeGroups(encoded, encodedPrefixLength(encoded));
  }

  /**
   * How many bytes the encoded key at the front of {@code input} takes.
   *
   * @throws MalformedKeyException when there is no encoded key at the front
   */
  public static int encodedPrefixLength(Bytes input) {
    for (int at = 0; at + ENCODED_GROUP <= input.length(); at += ENCODED_GROUP) {
      int marker = input.byteAt(at + GROUP) & 0xFF;
      if (marker != MARKER_FULL) {
        checkPadding(input, at, MARKER_FULL - marker);
        return at + ENCODED_GROUP;
      }
    }
    throw new MalformedKeyException("no last group", input);
  }

  private static void checkPadding(Bytes input, int at, int padding) {
    if (padding > GROUP) {
      throw new MalformedKeyException("marker out of range", input);
    }
    for (int i = GROUP - padding; i < GROUP; i++) {
      // A second spelling of the same key would break equality of encoded keys.
      if (input.byteAt(at + i) != 0) {
        throw new MalformedKeyException("padding is not zero", input);
      }
    }
  }

  private static Bytes decodeGroups(Bytes input, int end) {
    int padding = MARKER_FULL - (input.byteAt(end - 1) & 0xFF);
    int groups = end / ENCODED_GROUP;
    int length = groups * GROUP - padding;
    byte[] key = new byte[length];
    byte[] source = input.readOnlyArray();
    for (int group = 0; group < groups; group++) {
      int to = group * GROUP;
      System.arraycopy(source, group * ENCODED_GROUP, key, to, Math.min(GROUP, length - to));
    }
    return Bytes.wrap(key);
  }
}
