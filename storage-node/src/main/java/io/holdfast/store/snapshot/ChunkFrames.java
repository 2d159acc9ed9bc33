package io.holdfast.store.snapshot;

import com.google.protobuf.InvalidProtocolBufferException;
import io.holdfast.protocol.wire.internal.SnapshotChunk;
import io.holdfast.protocol.wire.internal.SnapshotPairs;
import io.holdfast.runtime.file.FileSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Chunks in a file.
 *
 * <pre>
 * file  = frame*          the last frame's chunk says that it is the last
 * frame = length (4 bytes, big endian) | CRC32C of the chunk (4) | chunk (length bytes)
 * </pre>
 */
final class ChunkFrames {
  /** Larger than any chunk that is sent: one pair of the largest key and value fits. */
  static final int CHUNK_BYTES_MAX = 32 << 20;

  private static final int HEADER_BYTES = 8;

  private ChunkFrames() {}

  static ByteBuffer encode(SnapshotChunk chunk) {
    byte[] body = chunk.toByteArray();
    ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES + body.length);
    frame.putInt(body.length).putInt(crcOf(body)).put(body);
    return frame.flip();
  }

  /** The chunk at {@code position}, null when there is none that is whole and right. */
  static @Nullable Frame read(FileSystem.ReadFile file, long position) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    if (!readFully(file, position, header)) {
      return null;
    }
    int length = header.getInt(0);
    if (length < 0 || length > CHUNK_BYTES_MAX) {
      return null;
    }
    ByteBuffer body = ByteBuffer.allocate(length);
    if (!readFully(file, position + HEADER_BYTES, body)
        || crcOf(body.array()) != header.getInt(4)) {
      return null;
    }
    try {
      return new Frame(SnapshotChunk.parseFrom(body.array()), position + HEADER_BYTES + length);
    } catch (InvalidProtocolBufferException e) {
      return null; // The sum is right, so it was written by another version.
    }
  }

  record Frame(SnapshotChunk chunk, long nextPosition) {}

  /** The sum that travels with a chunk. */
  static int crcOf(Iterable<SnapshotPairs> pairs) {
    CRC32C crc = new CRC32C();
    for (SnapshotPairs group : pairs) {
      crc.update(group.getFamilyValue());
      for (int i = 0; i < group.getKeysCount(); i++) {
        crc.update(group.getKeys(i).asReadOnlyByteBuffer());
        crc.update(group.getValues(i).asReadOnlyByteBuffer());
      }
    }
    return (int) crc.getValue();
  }

  private static int crcOf(byte[] body) {
    CRC32C crc = new CRC32C();
    crc.update(body);
    return (int) crc.getValue();
  }

  private static boolean readFully(FileSystem.ReadFile file, long position, ByteBuffer target)
      throws IOException {
    long at = position;
    while (target.hasRemaining()) {
      int n = file.read(at, target);
      if (n <= 0) {
        return false;
      }
      at += n;
    }
    return true;
  }
}
