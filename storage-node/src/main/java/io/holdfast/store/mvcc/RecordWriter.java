package io.holdfast.store.mvcc;

import io.holdfast.runtime.base.Bytes;
import java.util.Arrays;

/** Growing buffer for the fields of a record: bytes, varints (LEB128), length-prefixed strings. */
final class RecordWriter {
  private byte[] buffer;
  private int length;

  RecordWriter(int expectedBytes) {
    this.buffer = new byte[expectedBytes];
  }

  private void room(int more) {
    if (length + more > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
    }
  }

  RecordWriter u8(int value) {
    room(1);
    buffer[length++] = (byte) value;
    return this;
  }

  RecordWriter varint(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      buffer[length++] = (byte) ((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    buffer[length++] = (byte) rest;
    return this;
  }

  RecordWriter bytes(Bytes value) {
    varint(value.length());
    room(value.length());
    value.copyTo(buffer, length);
    length += value.length();
    return this;
  }

  Bytes done() {
    return Bytes.wrap(buffer, 0, length);
  }
}
