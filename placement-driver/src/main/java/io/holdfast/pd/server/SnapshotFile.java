package io.holdfast.pd.server;

import com.google.protobuf.InvalidProtocolBufferException;
import io.holdfast.pd.state.ClusterState;
import io.holdfast.protocol.wire.internal.PdSnapshot;
import io.holdfast.runtime.file.FileSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The state as of a position of the log, in one file that is replaced by renaming.
 *
 * <pre>
 *   "HFPDSNP1" | length, 4 bytes | CRC32C of the message, 4 bytes | PdSnapshot
 * </pre>
 *
 * <p>Writing belongs to {@code pd-snapshot}; reading happens before any loop runs.
 */
final class SnapshotFile {
  private static final String FILE = "state";
  private static final String TEMPORARY = "state.new";
  private static final long MAGIC = 0x4846_5044_534E_5031L;
  private static final int HEADER_BYTES = 16;

  private final FileSystem files;
  private final Path directory;

  SnapshotFile(FileSystem files, Path directory) {
    this.files = files;
    this.directory = directory;
  }

  /** The snapshot, or null when none has been written yet. */
  @Nullable PdSnapshot read() throws IOException, PdStartException {
    Path file = directory.resolve(FILE);
    if (!files.exists(file)) {
      return null;
    }
    ByteBuffer content;
    try (FileSystem.ReadFile in = files.open(file)) {
      content = ByteBuffer.allocate(Math.toIntExact(in.size()));
      while (content.hasRemaining() && in.read(content.position(), content) > 0) {
        // A read may be short.
      }
    }
    content.flip();
    PdSnapshot snapshot = parse(content, file);
    if (snapshot.getFormat() != ClusterState.SNAPSHOT_FORMAT) {
      throw new PdStartException("Unknown format version " + snapshot.getFormat() + " in " + file);
    }
    return snapshot;
  }

  private static PdSnapshot parse(ByteBuffer content, Path file) throws PdStartException {
    if (content.remaining() < HEADER_BYTES || content.getLong() != MAGIC) {
      throw new PdStartException("Damaged file " + file + ": no header");
    }
    int length = content.getInt();
    int crc = content.getInt();
    if (length != content.remaining() || crc(content.duplicate()) != crc) {
      throw new PdStartException("Damaged file " + file + ": checksum does not match");
    }
    try {
      return PdSnapshot.parseFrom(content);
    } catch (InvalidProtocolBufferException e) {
      throw new PdStartException("Damaged file " + file, e);
    }
  }

  private static int crc(ByteBuffer content) {
    CRC32C crc = new CRC32C();
    crc.update(content);
    return (int) crc.getValue();
  }

  /** Replaces the snapshot; durable when this returns. */
  void write(PdSnapshot snapshot) throws IOException {
    ByteBuffer message = ByteBuffer.wrap(snapshot.toByteArray());
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    header.putLong(MAGIC).putInt(message.remaining()).putInt(crc(message.duplicate())).flip();
    Path temporary = directory.resolve(TEMPORARY);
    files.delete(temporary);
    try (FileSystem.AppendFile out = files.create(temporary)) {
      out.append(header, message);
      out.sync();
    }
    files.rename(temporary, directory.resolve(FILE));
    files.syncDirectory(directory);
  }
}
