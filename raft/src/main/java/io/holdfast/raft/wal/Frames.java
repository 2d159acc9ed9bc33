package io.holdfast.raft.wal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The outer shape of a segment, big endian.
 *
 * <p>Header, {@value #SEGMENT_HEADER_BYTES} bytes: {@code magic (8) | format (4) | open count (4) |
 * cluster (8) | node (8) | segment (8) | end of the previous segment (8) | carried bytes (8) |
 * crc32c of all that (4) | zeros}. Frames follow without gaps, {@value #FRAME_HEADER_BYTES} bytes
 * {@code magic (4) | payload length (4) | crc32c (4) | open count (4) | synced offset (8)} and the
 * payload. A frame's checksum covers its stamp, segment and offset too, so that neither a stale
 * frame, of a life of the file before this segment, nor a copy of one inside a payload is ever
 * taken for one. What follows the last frame is zeros or stale.
 */
final class Frames {
  static final int FORMAT = 1;
  static final int SEGMENT_HEADER_BYTES = 64;
  static final int FRAME_HEADER_BYTES = 24;
  static final int FRAME_MAGIC = 0x48_46_72_4D;

  /** No writer makes a larger frame: a frame is about an option's size, or one entry's. */
  static final int PAYLOAD_BYTES_MAX = 256 << 20;

  private static final long SEGMENT_MAGIC = 0x48_46_52_41_46_54_4C_47L;
  private static final int HEADER_CRC_OFFSET = 56;

  private Frames() {}

  /** The fields of a segment header that are not known from elsewhere. */
  record SegmentHeader(
      int format, int openCount, LogStamp stamp, long segmentId, long previousEnd, long carried) {}

  /** A valid frame: its payload lies in {@code [offset + FRAME_HEADER_BYTES, end)}. */
  record Frame(long offset, long end, int openCount, long syncedOffset) {}

  static ByteBuffer encodeHeader(
      int openCount, LogStamp stamp, long segmentId, long previousEnd, long carried) {
    ByteBuffer out = ByteBuffer.allocate(SEGMENT_HEADER_BYTES);
    out.putLong(SEGMENT_MAGIC).putInt(FORMAT).putInt(openCount);
    out.putLong(stamp.clusterId()).putLong(stamp.nodeId()).putLong(segmentId);
    out.putLong(previousEnd).putLong(carried);
    CRC32C crc = new CRC32C();
    crc.update(out.array(), 0, HEADER_CRC_OFFSET);
    out.putInt((int) crc.getValue());
    return out.rewind();
  }

  /** What the first bytes of a segment turned out to be. */
  enum HeaderState {
    /** Nothing that was ever finished. */
    TORN,
    /** Of a format this program does not know. */
    UNKNOWN_FORMAT,
    /** Readable; owner and place are still to be compared. */
    GOOD
  }

  static HeaderState headerState(ByteBuffer in) {
    if (in.remaining() < SEGMENT_HEADER_BYTES || in.getLong(0) != SEGMENT_MAGIC) {
      return HeaderState.TORN;
    }
    if (in.getInt(8) != FORMAT) {
      return HeaderState.UNKNOWN_FORMAT; // Before the checksum: another format may have another.
    }
    CRC32C crc = new CRC32C();
    crc.update(in.slice(0, HEADER_CRC_OFFSET));
    boolean good = in.getInt(HEADER_CRC_OFFSET) == (int) crc.getValue() && in.getLong(16) != 0;
    return good ? HeaderState.GOOD : HeaderState.TORN;
  }

  /** Reads a header whose state is good. */
  static SegmentHeader decodeHeader(ByteBuffer in) {
    return new SegmentHeader(
        in.getInt(8),
        in.getInt(12),
        new LogStamp(in.getLong(16), in.getLong(24)),
        in.getLong(32),
        in.getLong(40),
        in.getLong(48));
  }

  /** Checksum of a frame at its place; {@code payload} is left as it is. */
  static int checksum(
      LogStamp stamp,
      long segmentId,
      long offset,
      int openCount,
      long syncedOffset,
      ByteBuffer payload) {
    ByteBuffer place = ByteBuffer.allocate(48);
    place.putLong(stamp.clusterId()).putLong(stamp.nodeId()).putLong(segmentId).putLong(offset);
    place.putInt(openCount).putInt(payload.remaining()).putLong(syncedOffset);
    CRC32C crc = new CRC32C();
    crc.update(place.flip());
    crc.update(payload.duplicate());
    return (int) crc.getValue();
  }
}
