package io.holdfast.raft.wal;

import io.holdfast.raft.wal.Frames.Frame;
import io.holdfast.raft.wal.Frames.HeaderState;
import io.holdfast.raft.wal.Frames.SegmentHeader;
import io.holdfast.runtime.file.FileSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one segment at recovery: its header, its frames, and what is left behind a torn tail. */
final class SegmentReader {
  private static final int SCAN_BYTES = 1 << 20;

  final Segment segment;
  final long sizeBytes;
  final HeaderState headerState;

  /** Null when this segment's was never finished. */
  final @Nullable SegmentHeader header;

  private final FileSystem files;
  private final LogStamp stamp;

  SegmentReader(FileSystem files, Segment segment, LogStamp stamp) throws IOException {
    this.files = files;
    this.segment = segment;
    this.stamp = stamp;
    try (FileSystem.ReadFile file = files.open(segment.path)) {
      this.sizeBytes = file.size();
    }
    ByteBuffer start = ByteBuffer.allocate((int) Math.min(sizeBytes, Frames.SEGMENT_HEADER_BYTES));
    segment.read(files, 0, start);
    start.flip();
    this.headerState = Frames.headerState(start);
    this.header = checked(headerState == HeaderState.GOOD ? Frames.decodeHeader(start) : null);
  }

  private @Nullable SegmentHeader checked(@Nullable SegmentHeader known) throws LogException {
    if (headerState == HeaderState.UNKNOWN_FORMAT) {
      throw new LogFormatException(segment.path, "unknown format version");
    }
    if (known == null) {
      return null;
    }
    if (!known.stamp().equals(stamp)) {
      throw new LogFormatException(
          segment.path, "log of " + known.stamp() + " where " + stamp + " was expected");
    }
    if (known.segmentId() < segment.id) {
      return null; // A file of an older one, not yet this one's: its frames will not prove it.
    }
    if (known.segmentId() != segment.id) {
      throw new LogCorruptionException(
          segment.path, 0, "segment " + known.segmentId() + " under the name of another");
    }
    return known;
  }

  /** A valid frame with its payload. */
  record Loaded(Frame frame, ByteBuffer payload) {}

  /** The frame at {@code offset}, or null when there is no valid one that ends by {@code end}. */
  @Nullable Loaded frameAt(long offset, long end) throws IOException {
    if (end - offset < Frames.FRAME_HEADER_BYTES) {
      return null;
    }
    ByteBuffer head = ByteBuffer.allocate(Frames.FRAME_HEADER_BYTES);
    if (!segment.read(files, offset, head)) {
      return null;
    }
    int length = head.getInt(4);
    long frameEnd = offset + Frames.FRAME_HEADER_BYTES + length;
    if (head.getInt(0) != Frames.FRAME_MAGIC
        || length < 0
        || length > Frames.PAYLOAD_BYTES_MAX
        || frameEnd > end) {
      return null;
    }
    int openCount = head.getInt(12);
    SegmentHeader known = header;
    if (known != null && known.openCount() != openCount) {
      return null; // Of the file's life before.
    }
    long synced = head.getLong(16);
    ByteBuffer payload = ByteBuffer.allocate(length);
    if (!segment.read(files, offset + Frames.FRAME_HEADER_BYTES, payload)) {
      return null;
    }
    payload.flip();
    boolean valid =
        head.getInt(8) == Frames.checksum(stamp, segment.id, offset, openCount, synced, payload);
    return valid ? new Loaded(new Frame(offset, frameEnd, openCount, synced), payload) : null;
  }

  /**
   * What is in the last segment.
   *
   * @param frames the valid ones up to the first bad one
   * @param end where the last of them ends
   * @param synced highest position that any valid frame names, also one behind a bad one; 0 if none
   *     does: the segment was then never finished being created
   */
  record Tail(List<Frame> frames, long end, long synced) {}

  Tail tail() throws IOException {
    List<Frame> frames = new ArrayList<>();
    long synced = 0;
    long offset = header == null ? 0 : Frames.SEGMENT_HEADER_BYTES;
    while (true) {
      Loaded next = frameAt(offset, sizeBytes);
      if (next == null) {
        break;
      }
      frames.add(next.frame());
      synced = Math.max(synced, next.frame().syncedOffset());
      offset = next.frame().end();
    }
    return new Tail(frames, offset, Math.max(synced, highestSyncedBehind(offset)));
  }

  /** Looks at every byte for a frame: behind a bad one nothing says where the next one begins. */
  private long highestSyncedBehind(long bad) throws IOException {
    long synced = 0;
    long at = bad + 1;
    while (at + Frames.FRAME_HEADER_BYTES <= sizeBytes) {
      ByteBuffer window = ByteBuffer.allocate((int) Math.min(SCAN_BYTES, sizeBytes - at));
      segment.read(files, at, window);
      window.flip();
      int i = 0;
      while (i + 4 <= window.limit()) {
        if (window.getInt(i) == Frames.FRAME_MAGIC) {
          Loaded found = frameAt(at + i, sizeBytes);
          if (found != null) {
            synced = Math.max(synced, found.frame().syncedOffset());
          }
        }
        i++;
      }
      at += i; // The last three bytes of the window are looked at again.
    }
    return synced;
  }
}
