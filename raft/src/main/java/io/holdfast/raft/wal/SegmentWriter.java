package io.holdfast.raft.wal;

import io.holdfast.runtime.base.Invariant;
import io.holdfast.runtime.file.FileSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The end of the log: writes frames into the last segment and syncs them. Belongs to the log loop;
 * {@link #fault()} and the counters may be read from anywhere.
 *
 * <p>After the first failure it refuses everything (rule D9). Want of room for an append is none:
 * what was appended of the attempt is cut off, and all is as before it.
 */
final class SegmentWriter {
  /** A larger buffer is given back after the batch that needed it. */
  private static final int BUFFER_RETAINED_BYTES_MAX = 4 << 20;

  private final FileSystem files;
  private final Path directory;
  private final SegmentFiles segmentFiles;
  private final LogStamp stamp;
  private final LogOptions options;
  private final int openCount;
  private LogFile description;

  final AtomicLong syncs = new AtomicLong();
  final AtomicLong batches = new AtomicLong();
  final AtomicLong frames = new AtomicLong();
  final AtomicLong entries = new AtomicLong();
  final AtomicLong rewrittenEntries = new AtomicLong();
  final AtomicLong bytes = new AtomicLong();
  final AtomicLong purgedSegments = new AtomicLong();
  final AtomicLong reusedSegments = new AtomicLong();

  private volatile @Nullable LogFailedException fault;
  private volatile LogWitness witness;

  private Segment segment;
  private FileSystem.@Nullable AppendFile file;

  /** A segment that has met the end of the disk is done: only segments before the last can go. */
  private boolean metTheEnd;

  private ByteBuffer buffer = ByteBuffer.allocate(64 << 10);

  SegmentWriter(
      FileSystem files,
      Path directory,
      LogStamp stamp,
      LogOptions options,
      LogFile description,
      int openCount,
      long id) {
    this.files = files;
    this.directory = directory;
    this.segmentFiles = new SegmentFiles(files, directory, options);
    this.stamp = stamp;
    this.options = options;
    this.openCount = openCount;
    this.description = description;
    this.segment = new Segment(id, directory);
    this.witness = new LogWitness(description.id(), 0, 0, 0);
  }

  LogWitness witness() {
    return witness;
  }

  @Nullable LogFailedException fault() {
    return fault;
  }

  Segment segment() {
    return segment;
  }

  long sizeBytes() {
    FileSystem.AppendFile open = file;
    return open == null ? 0 : open.size();
  }

  /** An action on files that ends the log when it fails. */
  private interface Action {
    void run() throws IOException;
  }

  private void finalIfFailed(String what, Action action)
      throws LogFailedException, LogFullException {
    checkUsable();
    boolean done = false;
    try {
      action.run();
      done = true;
    } catch (NoRoom e) {
      done = true; // And undone: see who throws it.
      throw new LogFullException(what, e);
    } catch (IOException e) {
      LogFailedException failure = new LogFailedException(what, e);
      fault = failure;
      throw failure;
    } finally {
      if (!done && fault == null) {
        fault = new LogFailedException(what, new IOException("unexpected failure"));
      }
    }
  }

  void checkUsable() throws LogFailedException {
    LogFailedException earlier = fault;
    if (earlier != null) {
      throw new LogFailedException("The log failed earlier", earlier);
    }
  }

  /**
   * Creates the first segment of this life. {@code carried} are the payloads of frames of the
   * predecessor, from {@code previousEnd} on, whose durability nobody recorded. When this returns,
   * the segment counts, whatever becomes of the predecessor's end.
   *
   * @return the offset of each carried payload
   */
  long[] begin(long previousEnd, List<ByteBuffer> carried)
      throws LogFailedException, LogFullException {
    long[] places = new long[carried.size()];
    finalIfFailed(
        "Log segment could not be created",
        () -> {
          try {
            beginOrNot(previousEnd, carried, places);
          } catch (NoRoom e) {
            closeFile();
            throw e;
          }
        });
    return places;
  }

  private void beginOrNot(long previousEnd, List<ByteBuffer> carried, long[] places)
      throws IOException {
    create(previousEnd, carried, places);
    FileSystem.AppendFile open = opened();
    buffer(0);
    appendFrame(open, open.size()); // The proof that all before it is durable.
    open.sync();
    syncs.incrementAndGet();
    describe(description.withOpenCount(openCount));
    durable(open);
  }

  private void describe(LogFile changed) throws IOException {
    changed.write(files, directory);
    description = changed;
  }

  private void durable(FileSystem.AppendFile synced) {
    witness = new LogWitness(description.id(), openCount, segment.id, synced.size());
  }

  private void create(long previousEnd, List<ByteBuffer> carried, long[] places)
      throws IOException {
    long carriedBytes = 0;
    for (ByteBuffer payload : carried) {
      carriedBytes += Frames.FRAME_HEADER_BYTES + payload.remaining();
    }
    boolean reused = segmentFiles.hasSpare();
    FileSystem.AppendFile created = segmentFiles.begin(segment);
    file = created;
    NoRoom.atAppend(
        created, Frames.encodeHeader(openCount, stamp, segment.id, previousEnd, carriedBytes));
    for (int i = 0; i < carried.size(); i++) {
      ByteBuffer payload = carried.get(i);
      buffer(payload.remaining());
      buffer.put(payload.duplicate());
      // A carried frame names nothing: only one behind all of them proves that the segment counts.
      places[i] = appendFrame(created, 0);
    }
    created.sync();
    syncs.incrementAndGet();
    // Before any frame in the segment counts as synced its name must be durable.
    files.syncDirectory(directory);
    if (reused) {
      reusedSegments.incrementAndGet();
    }
  }

  /** Writes the batches and syncs once. Where each record lies is filled in. */
  void write(List<StagedBatch> staged) throws LogFailedException, LogFullException {
    finalIfFailed(
        "Log could not be written",
        () -> {
          rotateIfFull();
          FileSystem.AppendFile open = opened();
          segmentFiles.prepare(open);
          List<StagedRecord> together = new ArrayList<>();
          for (StagedBatch batch : staged) {
            together.addAll(batch.records);
          }
          writeFramesOrNone(open, together);
          sync(open);
          for (StagedRecord each : together) {
            count(each.change);
          }
          for (StagedBatch batch : staged) {
            batch.written(segment, open.size());
          }
        });
  }

  /** What an attempt has appended when the room ends is cut off: nobody was told of it. */
  private void writeFramesOrNone(FileSystem.AppendFile open, List<StagedRecord> all)
      throws IOException {
    long synced = open.size();
    try {
      writeFrames(open, all, synced);
    } catch (NoRoom e) {
      // One that holds nothing would only be followed by another such.
      metTheEnd = synced > Frames.SEGMENT_HEADER_BYTES;
      open.truncate(synced);
      throw e;
    }
  }

  private void sync(FileSystem.AppendFile open) throws IOException {
    open.sync();
    durable(open);
    syncs.incrementAndGet();
    batches.incrementAndGet();
    if (buffer.capacity() > BUFFER_RETAINED_BYTES_MAX) {
      buffer = ByteBuffer.allocate(BUFFER_RETAINED_BYTES_MAX);
    }
  }

  private void rotateIfFull() throws IOException {
    FileSystem.AppendFile full = opened();
    if (full.size() < options.segmentBytesMax() && !metTheEnd) {
      return;
    }
    // Every batch before was synced, so the new header may vouch for all of the old segment.
    Segment before = segment;
    segment = new Segment(before.id + 1, directory);
    try {
      create(full.size(), List.of(), new long[0]);
    } catch (NoRoom e) {
      takeBack(full, before);
      throw e;
    }
    metTheEnd = false;
    full.close();
  }

  /** The segment of which not even the header found room was never begun. */
  private void takeBack(FileSystem.AppendFile full, Segment before) throws IOException {
    FileSystem.AppendFile begun = file;
    if (begun != null && begun != full) {
      begun.close();
    }
    files.delete(segment.path);
    file = full;
    segment = before;
  }

  private void writeFrames(FileSystem.AppendFile open, List<StagedRecord> all, long synced)
      throws IOException {
    buffer(0);
    int from = 0;
    int unitEnd = 0;
    for (int i = 0; i < all.size(); i++) {
      int used = buffer.position() - Frames.FRAME_HEADER_BYTES;
      long size = RecordCodec.sizeBytes(all.get(i).change);
      long together = size;
      if (i == unitEnd) { // A group's changes of one batch share a frame if they fit.
        for (unitEnd = i + 1; sameGroup(all, i, unitEnd); unitEnd++) {
          together += RecordCodec.sizeBytes(all.get(unitEnd).change);
        }
        together = together > options.frameBytesMax() ? size : together;
      }
      if (used > 0 && used + together > options.frameBytesMax()) {
        place(all, from, i, appendFrame(open, synced));
        from = i;
        buffer(0);
      }
      reserve(size);
      all.get(i).offset = (long) buffer.position() - Frames.FRAME_HEADER_BYTES;
      RecordCodec.encode(all.get(i).change, buffer);
    }
    if (from < all.size()) {
      place(all, from, all.size(), appendFrame(open, synced));
    }
  }

  private static boolean sameGroup(List<StagedRecord> all, int first, int other) {
    return other < all.size() && all.get(other).change.groupId() == all.get(first).change.groupId();
  }

  private void count(LogRecord change) {
    if (change instanceof LogRecord.Entries some) {
      (some.rewrite() ? rewrittenEntries : entries).addAndGet(some.entries().size());
    }
  }

  /** Offsets were relative to the payload; now the payload has a place. */
  private void place(List<StagedRecord> all, int from, int to, long payloadOffset) {
    for (int i = from; i < to; i++) {
      all.get(i).segment = segment;
      all.get(i).offset += payloadOffset;
    }
  }

  /** Empties the buffer, leaving room for a frame header and {@code payloadBytes}. */
  private void buffer(int payloadBytes) {
    buffer.clear().position(Frames.FRAME_HEADER_BYTES);
    reserve(payloadBytes);
  }

  private void reserve(long more) {
    long needed = buffer.position() + more;
    Invariant.check(
        needed <= Frames.PAYLOAD_BYTES_MAX, "Frame too large", "needed", needed, "more", more);
    if (needed > buffer.capacity()) {
      int capacity = (int) Math.max(needed, Math.min(2L * buffer.capacity(), 1 << 30));
      buffer = ByteBuffer.allocate(capacity).put(buffer.flip());
    }
  }

  /** Appends the buffer as a frame; answers where its payload begins. */
  private long appendFrame(FileSystem.AppendFile open, long synced) throws IOException {
    long offset = open.size();
    int end = buffer.position();
    int payloadBytes = end - Frames.FRAME_HEADER_BYTES;
    int crc =
        Frames.checksum(
            stamp,
            segment.id,
            offset,
            openCount,
            synced,
            buffer.slice(Frames.FRAME_HEADER_BYTES, payloadBytes));
    buffer.flip();
    buffer.putInt(0, Frames.FRAME_MAGIC).putInt(4, payloadBytes).putInt(8, crc);
    buffer.putInt(12, openCount).putLong(16, synced);
    NoRoom.atAppend(open, buffer);
    frames.incrementAndGet();
    bytes.addAndGet(end);
    return offset + Frames.FRAME_HEADER_BYTES;
  }

  /**
   * Deletes the oldest segment, or keeps its file for another; everything that made it superfluous
   * has been written before. It may be asked again when there was no room to say so first.
   */
  void delete(Segment oldest) throws LogFailedException, LogFullException {
    Invariant.check(
        oldest.id < segment.id, "Segment in use", "id", oldest.id, "current", segment.id);
    finalIfFailed(
        "Log segment could not be deleted",
        () -> {
          // What is missing from now on is missing with good reason.
          describe(description.withFirst(oldest.id + 1));
          // One by one, oldest first: a hole among the segments is then always corruption.
          segmentFiles.retire(oldest);
          purgedSegments.incrementAndGet();
        });
  }

  /** Gives up what is kept ahead of need; true iff there was something. */
  boolean giveUpAhead() {
    return segmentFiles.giveUp();
  }

  /** There is room again for what is kept ahead of need. */
  void ample() {
    segmentFiles.ample();
  }

  private void closeFile() throws IOException {
    FileSystem.AppendFile open = file;
    file = null;
    if (open != null) {
      open.close();
    }
  }

  void close() throws IOException {
    closeFile();
    if (fault == null) {
      fault = new LogFailedException("Closed", new IOException("the log was closed"));
    }
  }

  private FileSystem.AppendFile opened() {
    FileSystem.AppendFile open = file;
    if (open == null) {
      throw Invariant.unreachable("Log used before it was begun");
    }
    return open;
  }
}
