package io.holdfast.raft.wal;

import io.holdfast.raft.core.Entry;
import io.holdfast.raft.core.HardState;
import io.holdfast.raft.core.LogStorage;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.runtime.file.FileSystem;
import io.holdfast.runtime.file.SpaceReserve;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The entries and hard states of all groups of a process, in one sequence of files.
 *
 * <p>All methods belong to the home loop but {@link #write} and {@link #delete}, which belong to
 * the log loop (see the package). {@link #append} and {@link #purge} do all steps at once, for
 * owners that have one loop for both.
 */
public final class SharedLog implements AutoCloseable {
  private final FileSystem files;
  private final LogOptions options;
  private final TreeMap<Long, GroupIndex> groups = new TreeMap<>();
  private final ArrayDeque<Segment> segments = new ArrayDeque<>();
  private final EntryCache cache;
  private final SegmentWriter writer;

  /** Votes, what was proposed before, and the purge that makes room need it. Log loop. */
  private final SpaceReserve reserve;

  private SharedLog(
      FileSystem files,
      Path directory,
      LogStamp stamp,
      LogOptions options,
      @Nullable LogExpectation expectation)
      throws IOException {
    this.files = files;
    this.options = options;
    this.cache = new EntryCache(options.cacheBytesMax());
    this.reserve = new SpaceReserve(files, directory, options.reserveBytes());
    this.writer = recover(directory, stamp, expectation);
    boolean unused = reserve.restore(); // Looked at again when it is missed.
  }

  private SegmentWriter recover(
      Path directory, LogStamp stamp, @Nullable LogExpectation expectation) throws IOException {
    for (boolean again = true; ; again = false) {
      try {
        List<Segment> found = new ArrayList<>();
        SegmentWriter begun =
            new Recovery(files, directory, stamp, options, expectation).run(this, groups, found);
        segments.addAll(found);
        return begun;
      } catch (LogFullException e) {
        groups.clear();
        if (!again || !reserve.release()) {
          throw e;
        }
      }
    }
  }

  /**
   * Opens the log in {@code directory}, creating it where there is none. When this returns,
   * everything that can be read is durable (rule D4).
   *
   * @throws LogCorruptionException when synced bytes do not read back
   * @throws LogFormatException when it is another one's log
   * @throws LogFailedException when this life's segment could not be written
   * @throws LogFullException when there was no room for it
   */
  public static SharedLog open(FileSystem files, Path directory, LogStamp stamp, LogOptions options)
      throws IOException {
    return new SharedLog(files, directory, stamp, options, null);
  }

  /**
   * The same for an owner that remembers what was durable in its log, and must not go on without
   * (rule D12).
   *
   * @throws LogLostException when the log is missing, another one, or shorter than known
   */
  public static SharedLog open(
      FileSystem files,
      Path directory,
      LogStamp stamp,
      LogOptions options,
      LogExpectation expectation)
      throws IOException {
    return new SharedLog(files, directory, stamp, options, expectation);
  }

  /** What is durable in the log now, to be remembered elsewhere. Callable from any thread. */
  public LogWitness witness() {
    return writer.witness();
  }

  /** The groups that have anything in the log, ascending. */
  public SortedSet<Long> groups() {
    TreeSet<Long> present = new TreeSet<>(groups.keySet());
    present.removeIf(group -> !contains(group));
    return present;
  }

  /** True iff the group has anything in the log (rule D7: "only if absent"). */
  public boolean contains(long groupId) {
    GroupIndex index = groups.get(groupId);
    return index != null && (index.lastIndex() > 0 || !index.hardState.equals(HardState.INITIAL));
  }

  /** The newest staged hard state; {@link HardState#INITIAL} for an unknown group. */
  public HardState hardState(long groupId) {
    GroupIndex index = groups.get(groupId);
    return index == null ? HardState.INITIAL : index.hardState;
  }

  /** The newest hard state that no crash takes away any more. */
  public HardState durableHardState(long groupId) {
    GroupIndex index = groups.get(groupId);
    return index == null ? HardState.INITIAL : index.durableState;
  }

  /** The last entry of a group that no crash takes away any more; 0 for an unknown group. */
  public long durableIndex(long groupId) {
    GroupIndex index = groups.get(groupId);
    return index == null ? 0 : index.durableIndex();
  }

  /**
   * The entries of a group as staged so far; an empty log beginning at 1 if it has none. Valid
   * until the group is removed.
   */
  public LogStorage storage(long groupId) {
    return index(groupId);
  }

  private GroupIndex index(long groupId) {
    return groups.computeIfAbsent(groupId, group -> new GroupIndex(group, this));
  }

  /** Makes the batch visible to readers; it must be written and completed next, in this order. */
  public StagedBatch stage(LogBatch batch) {
    StagedBatch staged = new StagedBatch();
    for (LogRecord change : batch.records()) {
      stage(change, staged);
    }
    return staged;
  }

  private void stage(LogRecord change, StagedBatch staged) {
    if (change.kind() == LogRecord.Kind.REMOVE) {
      GroupIndex removed = groups.remove(change.groupId());
      if (removed != null) {
        removed.dropAll();
        staged.records.add(new StagedRecord(change, removed, new Slot[0]));
      }
      return;
    }
    GroupIndex index = index(change.groupId());
    switch (change.kind()) {
      case APPEND -> {
        List<Entry> entries = ((LogRecord.Entries) change).entries();
        index.cutFrom(entries.get(0).index());
        stageEntries(index, entries, staged);
        return;
      }
      case STATE -> index.hardState = ((LogRecord.State) change).hardState();
      case TRUNCATE -> {
        LogRecord.Truncate truncate = (LogRecord.Truncate) change;
        index.truncatePrefix(truncate.index(), truncate.term());
      }
      case RESET -> {
        LogRecord.Reset reset = (LogRecord.Reset) change;
        index.reset(reset.index(), reset.term());
      }
      case REWRITE, REMOVE -> throw Invariant.unreachable("Not for callers: " + change.kind());
    }
    staged.records.add(new StagedRecord(change, index, new Slot[0]));
  }

  /** Cut into records that fit a frame. */
  private void stageEntries(GroupIndex index, List<Entry> entries, StagedBatch staged) {
    int from = 0;
    long bytes = 0;
    for (int i = 0; i < entries.size(); i++) {
      int size = RecordCodec.entryBytes(entries.get(i));
      if (i > from && bytes + size > options.frameBytesMax()) {
        stagePart(index, entries.subList(from, i), staged);
        from = i;
        bytes = 0;
      }
      bytes += size;
    }
    stagePart(index, entries.subList(from, entries.size()), staged);
  }

  private static void stagePart(GroupIndex index, List<Entry> part, StagedBatch staged) {
    Slot[] slots = new Slot[part.size()];
    for (int i = 0; i < slots.length; i++) {
      Entry entry = part.get(i);
      slots[i] = new Slot(entry.term(), RecordCodec.entryBytes(entry), entry);
      index.add(slots[i]);
    }
    LogRecord change = new LogRecord.Entries(index.groupId, List.copyOf(part), false);
    staged.records.add(new StagedRecord(change, index, slots));
  }

  /**
   * On the log loop: writes the batches in order and syncs once. A failure is final (rule D9); want
   * of room is none, and the same batches may be written again.
   */
  public void write(List<StagedBatch> batches) throws LogFailedException, LogFullException {
    writer.write(batches);
  }

  /** The batch is durable: its entries have a place and may leave memory. */
  public void complete(StagedBatch batch) {
    Segment last = batch.segment;
    if (last == null) {
      throw Invariant.unreachable("Batch completed before it was written");
    }
    if (last != segments.getLast()) {
      segments.addLast(last);
    }
    last.sizeBytes = batch.segmentSizeBytes;
    for (StagedRecord each : batch.records) {
      completeRecord(each);
    }
  }

  private void completeRecord(StagedRecord staged) {
    Segment where = staged.segment;
    if (where == null) {
      throw Invariant.unreachable("Record without a place");
    }
    switch (staged.change.kind()) {
      case APPEND, REWRITE -> {
        boolean rewrite = staged.change.kind() == LogRecord.Kind.REWRITE;
        long offset = staged.offset + RecordCodec.firstEntryOffset();
        for (Slot slot : staged.slots) {
          slot.place(where, offset);
          offset += slot.lengthBytes;
          if (!rewrite && !slot.dropped()) {
            cache.written(slot);
          }
        }
      }
      case STATE -> {
        staged.index.stateSegment = where;
        staged.index.durableState = ((LogRecord.State) staged.change).hardState();
      }
      case TRUNCATE, RESET -> staged.index.baseSegment = where;
      case REMOVE -> {}
    }
  }

  /** On the log loop: gives up what was reserved for a full disk; false when nothing was. */
  public boolean releaseReserve() {
    boolean ahead = writer.giveUpAhead();
    return reserve.release() || ahead;
  }

  /** On the log loop: takes the reserve back; false while there is not room enough. */
  public boolean restoreReserve() {
    boolean kept = reserve.restore();
    if (kept) {
      writer.ample();
    }
    return kept;
  }

  /** All steps for one batch; after {@link LogFullException} only its write is missing. */
  public void append(LogBatch batch) throws LogFailedException, LogFullException {
    writer.checkUsable();
    StagedBatch staged = stage(batch);
    write(List.of(staged));
    complete(staged);
  }

  /**
   * Truncations towards the targets, as far as rules D2 and D3 allow: not above what {@code
   * durable} says.
   */
  public LogBatch truncations(SortedMap<Long, Long> targets, DurableIndex durable) {
    LogBatch batch = new LogBatch();
    for (Map.Entry<Long, Long> each : targets.entrySet()) {
      GroupIndex index = groups.get(each.getKey());
      if (index != null) {
        long allowed = Math.min(each.getValue(), durable.durableApplied(each.getKey()));
        long to = Math.min(allowed, index.lastIndex());
        if (to >= index.firstIndex()) {
          batch.truncatePrefix(each.getKey(), to, index.term(to));
        }
      }
    }
    return batch;
  }

  /** Begins to get rid of segments; one round at a time. */
  public PurgeRound purgeRound() {
    return new PurgeRound(this, options, segments, groups.values());
  }

  /** On the log loop: deletes a segment; a failure is final, want of room is none. */
  public void delete(PurgeRound.Deletion deletion) throws LogFailedException, LogFullException {
    writer.delete(deletion.segment);
  }

  /** All steps of a purge at once. */
  public void purge() throws LogFailedException, LogFullException {
    writer.checkUsable();
    PurgeRound round = purgeRound();
    for (PurgeRound.Step step = round.next(); step != null; step = round.next()) {
      StagedBatch rewrite = step.rewrite();
      PurgeRound.Deletion deletion = step.deletion();
      if (rewrite != null) {
        write(List.of(rewrite));
        complete(rewrite);
      }
      if (deletion != null) {
        delete(deletion);
      }
    }
  }

  /** Why the log refuses everything, null while it works. Callable from any thread. */
  public @Nullable LogFailedException fault() {
    return writer.fault();
  }

  /** Callable from any thread. */
  public LogCounters counters() {
    return new LogCounters(
        writer.syncs.get(),
        writer.batches.get(),
        writer.frames.get(),
        writer.entries.get(),
        writer.bytes.get(),
        writer.rewrittenEntries.get(),
        writer.purgedSegments.get(),
        writer.reusedSegments.get());
  }

  /**
   * What the entries of a group after {@code index} cost, on disk and in the index in memory, in
   * bytes: what a truncation up to there would leave.
   */
  public long costAfter(long groupId, long index) {
    GroupIndex group = groups.get(groupId);
    return group == null ? 0 : group.costAfter(index);
  }

  /**
   * Bytes in all segments, as of the last completed batch, without what their files have ahead of
   * need.
   */
  public long diskBytes() {
    long sum = 0;
    for (Segment each : segments) {
      sum += each.sizeBytes;
    }
    return sum;
  }

  /** Bytes of entries that some group still holds and that are on disk. */
  public long liveBytes() {
    long sum = 0;
    for (Segment each : segments) {
      sum += each.liveBytes;
    }
    return sum;
  }

  /**
   * Reads entries from {@code index} on whose slots lie one behind the other in one segment, and
   * appends them to {@code target}.
   */
  void readEntries(long groupId, long index, List<Slot> run, List<Entry> target) {
    Slot first = run.get(0);
    Slot last = run.get(run.size() - 1);
    Segment where = first.segment;
    if (where == null) {
      throw Invariant.unreachable("Entry neither in memory nor on disk");
    }
    int length = Math.toIntExact(last.offset + last.lengthBytes - first.offset);
    ByteBuffer bytes = ByteBuffer.allocate(length);
    try {
      if (!where.read(files, first.offset, bytes)) {
        throw new LogCorruptionException(where.path, first.offset, "file ends within an entry");
      }
      bytes.flip();
      for (int i = 0; i < run.size(); i++) {
        Entry entry = RecordCodec.decodeEntry(index + i, bytes);
        if (entry.term() != run.get(i).term) {
          throw new LogCorruptionException(where.path, run.get(i).offset, "entry of another term");
        }
        target.add(entry);
      }
    } catch (RecordCodec.Malformed e) {
      throw new UncheckedIOException(
          new LogCorruptionException(
              where.path, first.offset + e.position, e.getMessage() + " of group " + groupId));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the log", e);
    }
  }

  /** Closes the files without syncing. Both loops must be done with it. */
  @Override
  public void close() throws IOException {
    for (Segment each : segments) {
      each.closeReader();
    }
    writer.close();
  }
}
