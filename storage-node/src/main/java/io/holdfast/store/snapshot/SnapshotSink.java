package io.holdfast.store.snapshot;

import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.internal.SnapshotChunk;
import io.holdfast.protocol.wire.internal.SnapshotHeader;
import io.holdfast.raft.codec.MalformedMessageException;
import io.holdfast.raft.codec.MessageCodec;
import io.holdfast.raft.core.Message;
import io.holdfast.runtime.file.FileSystem;
import io.holdfast.store.region.RegionDescriptor;
import io.holdfast.store.region.SnapshotPort.ReceivedSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot on its way into a file of this store. Confined to the snapshot loop; everything it is
 * given was sent by a peer and is checked.
 */
final class SnapshotSink {
  /**
   * Synced in parts, so that no answer waits for more than this: the sender gives up a transfer
   * that stands still, and the last chunk would stand for the whole file.
   */
  private static final long SYNC_BYTES = 16 << 20;

  private final FileSystem files;
  private final Path directory;
  private final String name;
  private final SnapshotHeader header;
  private final Message.InstallSnapshot message;
  private FileSystem.@Nullable AppendFile file;
  private long lastSequence;
  private long unsyncedBytes;
  private boolean whole;

  /** Fails when the header cannot be read or (IllegalArgumentException) does not make sense. */
  SnapshotSink(FileSystem files, Path directory, String name, SnapshotHeader header)
      throws MalformedMessageException {
    this.files = files;
    this.directory = directory;
    this.name = name;
    this.header = header;
    Message decoded = MessageCodec.decode(ProtoBytes.fromWire(header.getRaftMessage()));
    if (decoded.kind() != Message.Kind.INSTALL_SNAPSHOT) {
      throw new IllegalArgumentException("not a snapshot");
    }
    this.message = (Message.InstallSnapshot) decoded;
    if (message.meta().index() != header.getIndex()
        || message.meta().term() != header.getTerm()
        || message.to() != header.getToPeer().getId()
        || !header.getRegion().hasRegionEpoch()) {
      throw new IllegalArgumentException("header and message differ");
    }
  }

  SnapshotHeader header() {
    return header;
  }

  RegionDescriptor region() {
    return RegionDescriptor.of(header.getRegion());
  }

  Message.InstallSnapshot message() {
    return message;
  }

  /** Stores one chunk; null when it was stored, else what is wrong with it. */
  @Nullable String store(SnapshotChunk chunk) throws IOException {
    if (whole || chunk.getSequence() != lastSequence + 1) {
      return "chunk out of order";
    }
    if (ChunkFrames.crcOf(chunk.getPairsList()) != chunk.getCrc()) {
      return "chunk damaged on its way";
    }
    FileSystem.AppendFile out = file;
    if (out == null) {
      files.createDirectories(directory);
      files.delete(directory.resolve(name));
      out = files.create(directory.resolve(name));
      file = out;
    }
    out.append(ChunkFrames.encode(chunk.toBuilder().clearHeader().build()));
    lastSequence = chunk.getSequence();
    unsyncedBytes += chunk.getSerializedSize();
    if (unsyncedBytes >= SYNC_BYTES) {
      out.sync();
      unsyncedBytes = 0;
    }
    if (chunk.getLast()) {
      out.sync();
      out.close();
      file = null;
      files.syncDirectory(directory);
      whole = true;
    }
    return null;
  }

  boolean whole() {
    return whole;
  }

  ReceivedSnapshot received(long serial) {
    return new ReceivedSnapshot(region(), header.getToPeer().getId(), message.meta(), name, serial);
  }

  /** Deletes what has arrived, unless it was handed on. */
  void abandon() throws IOException {
    FileSystem.AppendFile out = file;
    file = null;
    if (out != null) {
      out.close();
    }
    files.delete(directory.resolve(name));
  }
}
