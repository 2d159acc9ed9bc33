package io.holdfast.sql.catalog;

import io.holdfast.runtime.base.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes the parts of a descriptor one after the other. */
final class RecordWriter {
  private static final int SEVEN_BITS = 0x7f;
  private static final int MORE = 0x80;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  RecordWriter number(long value) {
    long rest = (value << 1) ^ (value >> (Long.SIZE - 1));
    while ((rest & ~SEVEN_BITS) != 0) {
      out.write((int) ((rest & SEVEN_BITS) | MORE));
      rest >>>= 7;
    }
    out.write((int) rest);
    return this;
  }

  RecordWriter flag(boolean value) {
    out.write(value ? 1 : 0);
    return this;
  }

  RecordWriter text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    number(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  RecordWriter optionalText(@Nullable String value) {
    flag(value != null);
    if (value != null) {
      text(value);
    }
    return this;
  }

  Bytes toBytes() {
    return Bytes.wrap(out.toByteArray());
  }
}
