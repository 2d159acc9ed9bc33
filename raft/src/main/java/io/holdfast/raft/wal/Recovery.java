package io.holdfast.raft.wal;

import io.holdfast.raft.wal.Frames.Frame;
import io.holdfast.raft.wal.Frames.SegmentHeader;
import io.holdfast.raft.wal.SegmentReader.Loaded;
import io.holdfast.raft.wal.SegmentReader.Tail;
import io.holdfast.runtime.file.FileSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log back (rule D5) and begins the segment of this life.
 *
 * <p>Every life has its own segments, so a torn tail is not cut in place: the header of the new
 * segment says where its predecessor ends. Frames whose sync nobody recorded are good to read, but
 * perhaps only in the page cache, or lost to a sync that failed (rules D4, D9): they are written
 * again into the new segment, and replace the originals the moment that segment counts.
 */
final class Recovery {
  private final FileSystem files;
  private final Path directory;
  private final LogStamp stamp;
  private final LogOptions options;
  private final Replay replay = new Replay();
  private final List<SegmentReader> readers = new ArrayList<>();
  private int openCountMax;

  /** Id of the oldest file found, 0 if none. */
  private long firstId;

  Recovery(FileSystem files, Path directory, LogStamp stamp, LogOptions options) {
    this.files = files;
    this.directory = directory;
    this.stamp = stamp;
    this.options = options;
  }

  /**
   * Fills {@code groups} and {@code segments} (oldest first, the one being written included).
   *
   * @return the writer, ready
   */
  SegmentWriter run(SharedLog log, Map<Long, GroupIndex> groups, List<Segment> segments)
      throws IOException {
    prepareDirectory();
    openSegments();
    Tail tail = dropUnproven();
    for (int i = 0; i + 1 < readers.size(); i++) {
      SegmentHeader next = readers.get(i + 1).header;
      replaySealed(readers.get(i), Objects.requireNonNull(next).previousEnd());
    }
    List<ByteBuffer> carried = new ArrayList<>();
    long cut = 0;
    long nextId = 1;
    if (tail != null) {
      SegmentReader last = readers.get(readers.size() - 1);
      cut = replayTail(last, tail, carried);
      last.segment.sizeBytes = cut;
      nextId = last.segment.id + 1;
    } else if (firstId != 0) {
      nextId = firstId;
    }
    SegmentWriter writer =
        new SegmentWriter(files, directory, stamp, options, openCountMax + 1, nextId);
    long[] places = writer.begin(cut, carried);
    for (int i = 0; i < places.length; i++) {
      replay.frame(writer.segment(), places[i], carried.get(i));
    }
    writer.segment().sizeBytes = writer.sizeBytes();
    replay.finish(log, groups, writer.segment());
    readers.forEach(reader -> segments.add(reader.segment));
    segments.add(writer.segment());
    return writer;
  }

  private void prepareDirectory() throws IOException {
    if (files.exists(directory)) {
      return;
    }
    files.createDirectories(directory);
    Path parent = directory.getParent();
    if (parent != null) {
      files.syncDirectory(parent);
    }
  }

  private void openSegments() throws IOException {
    long previous = 0;
    for (String name : files.list(directory)) { // Sorted by name, and so by id.
      long id = Segment.idOf(name);
      if (id == 0) {
        continue;
      }
      Segment segment = new Segment(id, directory);
      if (previous != 0 && id != previous + 1) {
        throw new LogCorruptionException(
            segment.path, 0, "segments " + (previous + 1) + " to " + (id - 1) + " are missing");
      }
      firstId = previous == 0 ? id : firstId;
      previous = id;
      SegmentReader reader = new SegmentReader(files, segment, stamp);
      SegmentHeader header = reader.header;
      if (header != null) {
        openCountMax = Math.max(openCountMax, header.openCount());
      }
      segment.sizeBytes = reader.sizeBytes;
      readers.add(reader);
    }
  }

  /**
   * Segments at the end may be ones whose creation was not finished, or is no longer proved: the
   * life that began one then never got to serve, and what it would have carried is as good in its
   * predecessor as it was before that life.
   *
   * @return the tail of the last segment that counts, null if none does
   */
  private @Nullable Tail dropUnproven() throws IOException {
    Tail tail = null;
    while (!readers.isEmpty()) {
      SegmentReader last = readers.get(readers.size() - 1);
      tail = last.tail();
      if (tail.synced() > 0) {
        break;
      }
      last.segment.closeReader();
      files.delete(last.segment.path);
      files.syncDirectory(directory); // One by one, newest first: never a hole.
      readers.remove(readers.size() - 1);
      tail = null;
    }
    for (SegmentReader each : readers) {
      if (each.header == null) {
        throw new LogCorruptionException(each.segment.path, 0, "unreadable segment header");
      }
    }
    return tail;
  }

  private void replaySealed(SegmentReader reader, long end) throws IOException {
    long offset = Frames.SEGMENT_HEADER_BYTES;
    while (offset < end) {
      Loaded next = reader.frameAt(offset, end);
      if (next == null) {
        throw new LogCorruptionException(reader.segment.path, offset, "bad frame");
      }
      replay.frame(reader.segment, offset + Frames.FRAME_HEADER_BYTES, next.payload());
      offset = next.frame().end();
    }
    reader.segment.sizeBytes = end;
  }

  /** Answers where the segment ends from now on; what followed is in {@code carried}. */
  private long replayTail(SegmentReader reader, Tail tail, List<ByteBuffer> carried)
      throws IOException {
    if (tail.end() < tail.synced()) {
      throw new LogCorruptionException(reader.segment.path, tail.end(), "bad frame");
    }
    long cut = Frames.SEGMENT_HEADER_BYTES;
    for (Frame frame : tail.frames()) {
      Loaded loaded = reader.frameAt(frame.offset(), frame.end());
      if (loaded == null) {
        throw new LogCorruptionException(reader.segment.path, frame.offset(), "unstable frame");
      }
      if (frame.end() <= tail.synced()) {
        replay.frame(reader.segment, frame.offset() + Frames.FRAME_HEADER_BYTES, loaded.payload());
        cut = frame.end();
      } else if (loaded.payload().hasRemaining()) {
        carried.add(loaded.payload());
      }
    }
    return cut;
  }
}
