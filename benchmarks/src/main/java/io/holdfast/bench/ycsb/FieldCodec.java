package io.holdfast.bench.ycsb;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a record as one value: for each field the length of its name, the name in UTF-8,
 * the length of its content, the content; lengths as base-128 varints, fields in the order given.
 */
final class FieldCodec {
  private static final int VARINT_BYTES_MAX = 5;

  private FieldCodec() {}

  static byte[] encode(Map<String, byte[]> fields) {
    int sizeMax = 0;
    byte[][] names = new byte[fields.size()][];
    int at = 0;
    for (Map.Entry<String, byte[]> field : fields.entrySet()) {
      names[at] = field.getKey().getBytes(StandardCharsets.UTF_8);
      sizeMax += 2 * VARINT_BYTES_MAX + names[at].length + field.getValue().length;
      at++;
    }
    ByteBuffer target = ByteBuffer.allocate(sizeMax);
    at = 0;
    for (byte[] content : fields.values()) {
      putChunk(target, names[at]);
      putChunk(target, content);
      at++;
    }
    byte[] encoded = new byte[target.position()];
    target.flip().get(encoded);
    return encoded;
  }

  /** The fields in {@code wanted}, or all of them when it is null. */
  static Map<String, byte[]> decode(byte[] encoded, @Nullable Set<String> wanted) {
    ByteBuffer source = ByteBuffer.wrap(encoded);
    Map<String, byte[]> fields = new LinkedHashMap<>();
    while (source.hasRemaining()) {
      String name = new String(takeChunk(source), StandardCharsets.UTF_8);
      if (wanted == null || wanted.contains(name)) {
        fields.put(name, takeChunk(source));
      } else {
        skipChunk(source);
      }
    }
    return fields;
  }

  private static void putChunk(ByteBuffer target, byte[] chunk) {
    int rest = chunk.length;
    while (rest >= 0x80) {
      target.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    target.put((byte) rest).put(chunk);
  }

  private static byte[] takeChunk(ByteBuffer source) {
    byte[] chunk = new byte[takeLength(source)];
    source.get(chunk);
    return chunk;
  }

  private static void skipChunk(ByteBuffer source) {
    int length = takeLength(source);
    source.position(source.position() + length);
  }

  private static int takeLength(ByteBuffer source) {
    int length = 0;
    for (int i = 0; i < VARINT_BYTES_MAX && source.hasRemaining(); i++) {
      byte next = source.get();
      length |= (next & 0x7F) << (7 * i);
      if (next >= 0) {
        if (length < 0 || length > source.remaining()) {
          break;
        }
        return length;
      }
    }
    throw new IllegalArgumentException(
        "not a record of this driver (bad length at byte "
            + source.position()
            + " of "
            + source.limit()
            + ")");
  }
}
