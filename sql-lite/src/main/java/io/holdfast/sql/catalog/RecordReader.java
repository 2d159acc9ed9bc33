package io.holdfast.sql.catalog;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.sql.error.SqlException;
import io.holdfast.sql.error.SqlState;
import org.jspecify.annotations.Nullable;

/** Reads what {@link RecordWriter} wrote; refuses whatever it could not have written. */
final class RecordReader {
  private static final int SEVEN_BITS = 0x7f;
  private static final int MORE = 0x80;

  private final Bytes bytes;
  private int at;

  RecordReader(Bytes bytes) {
    this.bytes = bytes;
  }

  private int next() {
    if (at >= bytes.length()) {
      throw corrupt("ends early");
    }
    return bytes.byteAt(at++) & 0xff;
  }

  long number() {
    long zigzag = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int part = next();
      zigzag |= (long) (part & SEVEN_BITS) << shift;
      if ((part & MORE) == 0) {
        return zigzag >>> 1 ^ -(zigzag & 1);
      }
    }
    throw corrupt("has a number that does not end");
  }

  int integer() {
    long value = number();
    if (value != (int) value) {
      throw corrupt("has a number out of range");
    }
    return (int) value;
  }

  /** A number of parts; each of them takes a byte at least. */
  int count() {
    int count = integer();
    if (count < 0 || count > bytes.length() - at) {
      throw corrupt("counts more parts than it has bytes");
    }
    return count;
  }

  boolean flag() {
    int value = next();
    if (value > 1) {
      throw corrupt("has a flag that is neither 0 nor 1");
    }
    return value == 1;
  }

  String text() {
    int length = count();
    String text = bytes.slice(at, at + length).toUtf8();
    at += length;
    return text;
  }

  @Nullable String optionalText() {
    return flag() ? text() : null;
  }

  void end() {
    if (at != bytes.length()) {
      throw corrupt("has bytes behind its end");
    }
  }

  static SqlException corrupt(String how) {
    return new SqlException(SqlState.INTERNAL_ERROR, "a catalogue entry " + how);
  }
}
