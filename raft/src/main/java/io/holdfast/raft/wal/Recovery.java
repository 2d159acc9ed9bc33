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
  private final @Nullable LogExpectation expectation;
  private final Replay replay = new Replay();
  private final List<SegmentReader> readers = new ArrayList<>();
  private int openCountMax;

  /** Segments at the end that do not count, oldest first. */
  private final List<SegmentReader> unproven = new ArrayList<>();

  Recovery(
      FileSystem files,
      Path directory,
      LogStamp stamp,
      LogOptions options,
      @Nullable LogExpectation expectation) {
    this.files = files;
    this.directory = directory;
    this.stamp = stamp;
    this.options = options;
    this.expectation = expectation;
  }

  /**
   * Fills {@code groups} and {@code segments} (oldest first, the one being written included).
   *
   * @return the writer, ready
   */
  SegmentWriter run(SharedLog log, Map<Long, GroupIndex> groups, List<Segment> segments)
      throws IOException {
    LogFile known = openSegments();
    Tail tail = setUnprovenAside();
    checkReaches(known, tail);
    LogFile file = known == null ? create() : known;
    deleteUnproven();
    for (int i = 0; i + 1 < readers.size(); i++) {
      SegmentHeader next = readers.get(i + 1).header;
      replaySealed(readers.get(i), Objects.requireNonNull(next).previousEnd());
    }
    List<ByteBuffer> carried = new ArrayList<>();
    long cut = 0;
    long nextId = file.first();
    if (tail != null) {
      SegmentReader last = readers.get(readers.size() - 1);
      cut = replayTail(last, tail, carried);
      last.segment.sizeBytes = cut;
      nextId = last.segment.id + 1;
    }
    int openCount = openCountMax + 1;
    SegmentWriter writer =
        new SegmentWriter(files, directory, stamp, options, file, openCount, nextId);
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

  /** The log is new, or (for owners that expect nothing) older than its description. */
  private LogFile create() throws IOException {
    if (!files.exists(directory)) {
      files.createDirectories(directory);
      Path parent = directory.getParent();
      if (parent != null) {
        files.syncDirectory(parent);
      }
    }
    long first = readers.isEmpty() ? 1 : readers.get(0).segment.id;
    LogFile created = new LogFile(expectation == null ? 0 : expectation.idIfNew(), first, 0);
    created.write(files, directory);
    return created;
  }

  /** Answers what the log says of itself, null when it is new. */
  private @Nullable LogFile openSegments() throws IOException {
    if (!files.exists(directory)) {
      return null;
    }
    LogFile known = LogFile.read(files, directory);
    long previous = 0;
    for (String name : files.list(directory)) { // Sorted by name, and so by id.
      long id = Segment.idOf(name);
      if (id == 0) {
        continue;
      }
      Segment segment = new Segment(id, directory);
      long expected = previous == 0 ? (known == null ? id : known.first()) : previous + 1;
      // The oldest may be one whose deletion was decided and not finished.
      if (id > expected || (previous != 0 && id != expected)) {
        throw new LogCorruptionException(
            segment.path, 0, "segments " + expected + " to " + (id - 1) + " are missing");
      }
      previous = id;
      SegmentReader reader = new SegmentReader(files, segment, stamp);
      segment.sizeBytes = reader.sizeBytes;
      readers.add(reader);
    }
    if (known == null && expectation != null && !readers.isEmpty()) {
      throw new LogCorruptionException(
          directory.resolve(LogFile.NAME), 0, "the description of the log is missing");
    }
    return known;
  }

  /**
   * Segments at the end may be ones whose creation was not finished, or is no longer proved: the
   * life that began one then never got to serve, and what it would have carried is as good in its
   * predecessor as it was before that life.
   *
   * @return the tail of the last segment that counts, null if none does
   */
  private @Nullable Tail setUnprovenAside() throws IOException {
    for (SegmentReader each : readers) {
      if (each.header != null) {
        openCountMax = Math.max(openCountMax, each.header.openCount());
      }
    }
    Tail tail = null;
    while (!readers.isEmpty()) {
      SegmentReader last = readers.get(readers.size() - 1);
      tail = last.tail();
      if (tail.synced() > 0) {
        break;
      }
      unproven.add(0, last);
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

  /**
   * Rule D12: the end that counts must not be before what is known to have been durable. Nothing
   * has been changed until here.
   */
  private void checkReaches(@Nullable LogFile known, @Nullable Tail tail) throws IOException {
    SegmentReader last = readers.isEmpty() ? null : readers.get(readers.size() - 1);
    SegmentHeader header = last == null ? null : last.header;
    int opened = header == null ? 0 : header.openCount();
    if (known != null && opened < known.openCount()) {
      throw new LogCorruptionException(
          directory.resolve(LogFile.NAME),
          0,
          "the log was opened " + known.openCount() + " times, its segments know of " + opened);
    }
    LogWitness witness = expectation == null ? null : expectation.witness();
    if (witness == null) {
      return;
    }
    LogWitness found =
        known == null || last == null || tail == null
            ? null
            : new LogWitness(known.id(), opened, last.segment.id, tail.end());
    if (found == null || !found.reaches(witness)) {
      throw new LogLostException(directory, found, witness);
    }
  }

  private void deleteUnproven() throws IOException {
    SegmentFiles.deleteSpares(files, directory);
    for (int i = unproven.size() - 1; i >= 0; i--) {
      Segment segment = unproven.get(i).segment;
      segment.closeReader();
      files.delete(segment.path);
      files.syncDirectory(directory); // One by one, newest first: never a hole.
    }
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
