package io.holdfast.runtime.base;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sequence of bytes, ordered as unsigned bytes: the order of every key in the system.
 *
 * <p>The one value type for keys, values and log payloads. {@link #wrap(byte[])} takes ownership of
 * the array without a copy: the caller must never write to it again. Slices share the array of
 * their parent. Safe to hand between threads.
 */
public final class Bytes implements Comparable<Bytes> {
  /** The empty sequence; as a region boundary it stands for minus or plus infinity. */
  public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

  private final byte[] array;
  private final int offset;
  private final int length;
  private int hash; // Benign race: computed from immutable state, 0 means "not yet".

  private Bytes(byte[] array, int offset, int length) {
    this.array = array;
    this.offset = offset;
    this.length = length;
  }

  /** Wraps without a copy; ownership of {@code array} passes to the result. */
  public static Bytes wrap(byte[] array) {
    return array.length == 0 ? EMPTY : new Bytes(array, 0, array.length);
  }

  /** Wraps {@code array[offset, offset + length)} without a copy; ownership passes. */
  public static Bytes wrap(byte[] array, int offset, int length) {
    Invariant.check(
        offset >= 0 && length >= 0 && offset <= array.length - length,
        "Bytes slice outside its array",
        "offset",
        offset,
        "length",
        length);
    return length == 0 ? EMPTY : new Bytes(array, offset, length);
  }

  /** Copies {@code array}. */
  public static Bytes copyOf(byte[] array) {
    return wrap(array.clone());
  }

  /** Copies the remaining bytes of {@code buffer}; its position does not move. */
  public static Bytes copyOf(ByteBuffer buffer) {
    byte[] copy = new byte[buffer.remaining()];
    buffer.duplicate().get(copy);
    return wrap(copy);
  }

  /** The UTF-8 form of {@code text}. */
  public static Bytes utf8(String text) {
    return wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Parses lower- or upper-case hexadecimal digits. */
  public static Bytes hex(String digits) {
    return wrap(HexFormat.of().parseHex(digits));
  }

  /** Number of bytes. */
  public int length() {
    return length;
  }

  /** True iff there is no byte. */
  public boolean isEmpty() {
    return length == 0;
  }

  /** The byte at {@code index}. */
  public byte byteAt(int index) {
    if (index < 0 || index >= length) {
      throw new IndexOutOfBoundsException("index " + index + " of " + length);
    }
    return array[offset + index];
  }

  /** The sub-sequence {@code [from, to)}, sharing memory. */
  public Bytes slice(int from, int to) {
    if (from < 0 || to < from || to > length) {
      throw new IndexOutOfBoundsException("[" + from + ", " + to + ") of " + length);
    }
    return from == 0 && to == length ? this : wrap(array, offset + from, to - from);
  }

  /** The sub-sequence {@code [from, length)}, sharing memory. */
  public Bytes slice(int from) {
    return slice(from, length);
  }

  /** This sequence followed by {@code other}. */
  public Bytes concat(Bytes other) {
    if (other.length == 0) {
      return this;
    }
    if (length == 0) {
      return other;
    }
    byte[] joined = Arrays.copyOfRange(array, offset, offset + length + other.length);
    System.arraycopy(other.array, other.offset, joined, length, other.length);
    return wrap(joined);
  }

  /** True iff this sequence begins with {@code prefix}. */
  public boolean startsWith(Bytes prefix) {
    return length >= prefix.length
        && Arrays.equals(
            array,
            offset,
            offset + prefix.length,
            prefix.array,
            prefix.offset,
            prefix.offset + prefix.length);
  }

  /** The smallest sequence greater than this one: this followed by a zero byte. */
  public Bytes successor() {
    return wrap(Arrays.copyOfRange(array, offset, offset + length + 1), 0, length + 1).zeroLast();
  }

  private Bytes zeroLast() {
    // copyOfRange may have carried a byte of a longer backing array into the last place.
    array[offset + length - 1] = 0;
    return this;
  }

  /**
   * The smallest sequence that is greater than every sequence with this prefix; empty (plus
   * infinity) when there is none.
   */
  public Bytes prefixEnd() {
    for (int i = length - 1; i >= 0; i--) {
      if (array[offset + i] != (byte) 0xFF) {
        byte[] end = Arrays.copyOfRange(array, offset, offset + i + 1);
        end[i]++;
        return wrap(end);
      }
    }
    return EMPTY;
  }

  /** A copy. */
  public byte[] toArray() {
    return Arrays.copyOfRange(array, offset, offset + length);
  }

  /**
   * The bytes without a copy where this object spans its whole array, else a copy. For callees that
   * only read.
   */
  public byte[] readOnlyArray() {
    return offset == 0 && length == array.length ? array : toArray();
  }

  /** Copies all bytes to {@code target} at {@code at}. */
  public void copyTo(byte[] target, int at) {
    System.arraycopy(array, offset, target, at, length);
  }

  /** Appends all bytes to {@code target}. */
  public void copyTo(ByteBuffer target) {
    target.put(array, offset, length);
  }

  /** A read-only view. */
  public ByteBuffer asByteBuffer() {
    return ByteBuffer.wrap(array, offset, length).slice().asReadOnlyBuffer();
  }

  /** Lower-case hexadecimal digits. */
  public String toHex() {
    return HexFormat.of().formatHex(array, offset, offset + length);
  }

  /** The bytes read as UTF-8. */
  public String toUtf8() {
    return new String(array, offset, length, StandardCharsets.UTF_8);
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(
        array, offset, offset + length, other.array, other.offset, other.offset + other.length);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Bytes that
        && Arrays.equals(
            array, offset, offset + length, that.array, that.offset, that.offset + that.length);
  }

  @Override
  public int hashCode() {
    int h = hash;
    if (h == 0) {
      h = 1;
      for (int i = 0; i < length; i++) {
        h = 31 * h + array[offset + i];
      }
      hash = h;
    }
    return h;
  }

  /** Printable ASCII as it is, other bytes as {@code \xNN}; cut after 64 bytes. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    int shown = Math.min(length, 64);
    for (int i = 0; i < shown; i++) {
      int b = array[offset + i] & 0xFF;
      if (b >= 0x20 && b < 0x7F && b != '\\') {
        text.append((char) b);
      } else {
        text.append("\\x").append(HexFormat.of().toHexDigits((byte) b));
      }
    }
    return shown == length
        ? text.toString()
        : text.append("...(").append(length).append(')').toString();
  }
}
