package io.holdfast.sql.pgwire;

import io.holdfast.sql.type.Encodings;
import io.holdfast.sql.type.Encodings.Encoding;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A growing buffer of messages; reused for the whole connection. */
final class WireBuffer {
  private static final int FIRST_BYTES = 8 * 1024;

  /** A buffer that one large row blew up is not kept for ever. */
  private static final int KEEP_BYTES_MAX = 1024 * 1024;

  private byte[] bytes = new byte[FIRST_BYTES];
  private int size;
  private int lengthAt;

  /** Not null: the encoding of texts instead of UTF-8. */
  private @Nullable Encoding encoding;

  /** Whether a question mark stands for what the encoding lacks; else that is an error. */
  private boolean marking;

  /** The encoding of the texts that follow; null: UTF-8. */
  void encode(@Nullable Encoding next, boolean orMark) {
    encoding = next;
    marking = orMark;
  }

  byte[] array() {
    return bytes;
  }

  int size() {
    return size;
  }

  void truncate(int newSize) {
    size = newSize;
  }

  void clear() {
    size = 0;
    if (bytes.length > KEEP_BYTES_MAX) {
      bytes = new byte[FIRST_BYTES];
    }
  }

  WireBuffer begin(char type) {
    reserve(5);
    bytes[size++] = (byte) type;
    lengthAt = size;
    size += 4;
    return this;
  }

  void end() {
    patchInt(lengthAt, size - lengthAt);
  }

  WireBuffer putByte(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
    return this;
  }

  WireBuffer putShort(int value) {
    reserve(2);
    bytes[size++] = (byte) (value >> 8);
    bytes[size++] = (byte) value;
    return this;
  }

  WireBuffer putInt(int value) {
    reserve(4);
    size += 4;
    patchInt(size - 4, value);
    return this;
  }

  WireBuffer putBytes(byte[] source, int length) {
    reserve(length);
    System.arraycopy(source, 0, bytes, size, length);
    size += length;
    return this;
  }

  /** A text, then a zero byte; what follows a zero character in it is lost. */
  WireBuffer putString(String text) {
    int zero = text.indexOf('\0');
    putText(zero < 0 ? text : text.substring(0, zero));
    return putByte(0);
  }

  /** A value: its length, then its text. */
  WireBuffer putTextValue(String text) {
    int at = size;
    putInt(0);
    putText(text);
    patchInt(at, size - at - 4);
    return this;
  }

  /** A value: its length, then the digits of a number. */
  WireBuffer putDigitsValue(long number) {
    int at = size;
    putInt(0);
    putDigits(number);
    patchInt(at, size - at - 4);
    return this;
  }

  private void putDigits(long number) {
    reserve(20);
    if (number < 0) {
      bytes[size++] = '-';
    }
    int first = size;
    long rest = number;
    do {
      // Works on negative numbers too: the smallest one has no positive counterpart.
      bytes[size++] = (byte) ('0' + Math.abs((int) (rest % 10)));
      rest /= 10;
    } while (rest != 0);
    for (int low = first, high = size - 1; low < high; low++, high--) {
      byte swap = bytes[low];
      bytes[low] = bytes[high];
      bytes[high] = swap;
    }
  }

  /** A text without a length; of UTF-8, an unpaired surrogate becomes a question mark. */
  WireBuffer putText(String text) {
    int length = text.length();
    reserve(length);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        bytes[size++] = (byte) c;
      } else if (encoding != null) {
        return putForeign(text.substring(i), encoding);
      } else {
        i += putWide(text, i) - 1;
        reserve(length - i);
      }
    }
    return this;
  }

  private WireBuffer putForeign(String text, Encoding other) {
    byte[] encoded = marking ? Encodings.encodeOrMark(text, other) : Encodings.encode(text, other);
    return putBytes(encoded, encoded.length);
  }

  /** One character beyond ASCII; answers how many chars of the text it took. */
  private int putWide(String text, int at) {
    reserve(4);
    char c = text.charAt(at);
    if (c < 0x800) {
      bytes[size++] = (byte) (0xC0 | (c >> 6));
      bytes[size++] = (byte) (0x80 | (c & 0x3F));
      return 1;
    }
    if (!Character.isSurrogate(c)) {
      bytes[size++] = (byte) (0xE0 | (c >> 12));
      bytes[size++] = (byte) (0x80 | ((c >> 6) & 0x3F));
      bytes[size++] = (byte) (0x80 | (c & 0x3F));
      return 1;
    }
    int point = text.codePointAt(at);
    if (!Character.isSupplementaryCodePoint(point)) {
      bytes[size++] = '?';
      return 1;
    }
    bytes[size++] = (byte) (0xF0 | (point >> 18));
    bytes[size++] = (byte) (0x80 | ((point >> 12) & 0x3F));
    bytes[size++] = (byte) (0x80 | ((point >> 6) & 0x3F));
    bytes[size++] = (byte) (0x80 | (point & 0x3F));
    return 2;
  }

  private void patchInt(int at, int value) {
    bytes[at] = (byte) (value >> 24);
    bytes[at + 1] = (byte) (value >> 16);
    bytes[at + 2] = (byte) (value >> 8);
    bytes[at + 3] = (byte) value;
  }

  private void reserve(int count) {
    if (bytes.length - size < count) {
      long doubled = Math.max(bytes.length * 2L, (long) size + count);
      bytes = Arrays.copyOf(bytes, (int) Math.min(doubled, Integer.MAX_VALUE - 16));
    }
  }
}
