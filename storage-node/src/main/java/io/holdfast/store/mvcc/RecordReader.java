package io.holdfast.store.mvcc;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;

/** Reads what {@link RecordWriter} wrote. What is malformed was damaged below us: an invariant. */
final class RecordReader {
  private final Bytes input;
  private int at;

  RecordReader(Bytes input) {
    this.input = input;
  }

  private void need(long count) {
    Invariant.check(
        count >= 0 && count <= input.length() - at, "Record cut short", "at", at, "need", count);
  }

  int u8() {
    need(1);
    return input.byteAt(at++) & 0xFF;
  }

  long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int b = u8();
      value |= (long) (b & 0x7F) << shift;
      if (b < 0x80) {
        return value;
      }
    }
    throw Invariant.unreachable("Record with an endless number");
  }

  Bytes bytes() {
    long length = varint();
    need(length);
    Bytes value = input.slice(at, at + (int) length);
    at += (int) length;
    return value;
  }

  void end() {
    Invariant.check(at == input.length(), "Record too long", "read", at, "of", input.length());
  }
}
