package io.holdfast.raft.wal;

import io.holdfast.raft.core.Entry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to get rid of segments, oldest first, step by step. Belongs to the home loop.
 *
 * <p>Looks only at segments that were there when the round began, so it ends, whatever the sizes:
 * what it moves to the tail is never moved again by the same round.
 */
public final class PurgeRound {
  /** Segments kept although most of them is garbage: rewriting sooner would save little. */
  private static final int SEGMENTS_SMALL = 4;

  private final SharedLog log;
  private final LogOptions options;
  private final ArrayDeque<Segment> segments;
  private final Collection<GroupIndex> groups;
  private final long endId;

  PurgeRound(
      SharedLog log,
      LogOptions options,
      ArrayDeque<Segment> segments,
      Collection<GroupIndex> groups) {
    this.log = log;
    this.options = options;
    this.segments = segments;
    this.groups = groups;
    this.endId = segments.getLast().id;
  }

  /**
   * One step; exactly one field is set. A rewrite is written and completed like any batch; a
   * deletion is handed to {@link SharedLog#delete} behind all batches staged before it.
   */
  public record Step(@Nullable StagedBatch rewrite, @Nullable Deletion deletion) {}

  /** A segment that nobody needs any more. */
  public static final class Deletion {
    final Segment segment;

    private Deletion(Segment segment) {
      this.segment = segment;
    }
  }

  /**
   * The next step, null when there is nothing more worth doing. Ask again only when the step before
   * has been carried out.
   */
  public @Nullable Step next() {
    Segment oldest = segments.getFirst();
    if (oldest.id >= endId) {
      return null;
    }
    boolean needed = oldest.liveBytes > 0 || namesState(oldest);
    if (needed) {
      return worthRewriting(oldest) ? new Step(moveLive(oldest), null) : null;
    }
    segments.removeFirst();
    try {
      oldest.closeReader();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot close " + oldest.path, e);
    }
    return new Step(null, new Deletion(oldest));
  }

  /**
   * Little is left in the oldest segment; or garbage that cannot leave before it, because segments
   * leave oldest first, outweighs what is live. Both keep the disk within a constant factor of what
   * is live, at a bounded cost per byte written.
   */
  private boolean worthRewriting(Segment oldest) {
    if (oldest.liveBytes <= oldest.sizeBytes / 4) {
      return true;
    }
    return segments.size() > SEGMENTS_SMALL && log.diskBytes() > 2 * log.liveBytes();
  }

  private boolean namesState(Segment oldest) {
    for (GroupIndex index : groups) {
      if (index.stateSegment == oldest || index.baseSegment == oldest) {
        return true;
      }
    }
    return false;
  }

  private StagedBatch moveLive(Segment oldest) {
    StagedBatch moved = new StagedBatch();
    long bytes = 0;
    for (GroupIndex index : groups) {
      if (index.baseSegment == oldest) {
        LogRecord base = new LogRecord.Truncate(index.groupId, index.baseIndex(), index.baseTerm());
        moved.records.add(new StagedRecord(base, index, new Slot[0]));
      }
      if (index.stateSegment == oldest) {
        LogRecord state = new LogRecord.State(index.groupId, index.hardState);
        moved.records.add(new StagedRecord(state, index, new Slot[0]));
      }
      if (oldest.liveBytes > 0 && bytes < options.rewriteBytesMax()) {
        bytes += moveEntries(index, oldest, options.rewriteBytesMax() - bytes, moved);
      }
    }
    return moved;
  }

  private long moveEntries(GroupIndex index, Segment oldest, long bytesMax, StagedBatch moved) {
    long bytes = 0;
    long from = index.firstIndex();
    while (from <= index.lastIndex() && bytes < bytesMax) {
      if (index.slot(from).segment != oldest) {
        from++;
        continue;
      }
      long to = from;
      long runBytes = 0;
      while (to <= index.lastIndex()
          && index.slot(to).segment == oldest
          && (to == from || runBytes + index.slot(to).lengthBytes <= options.frameBytesMax())
          && bytes + runBytes < bytesMax) {
        runBytes += index.slot(to).lengthBytes;
        to++;
      }
      moveRun(index, from, to, moved);
      bytes += runBytes;
      from = to;
    }
    return bytes;
  }

  private static void moveRun(GroupIndex index, long from, long to, StagedBatch moved) {
    List<Entry> entries = index.entries(from, to, Long.MAX_VALUE);
    List<Slot> slots = new ArrayList<>(entries.size());
    for (long i = from; i < to; i++) {
      slots.add(index.slot(i));
    }
    LogRecord change = new LogRecord.Entries(index.groupId, entries, true);
    moved.records.add(new StagedRecord(change, index, slots.toArray(new Slot[0])));
  }
}
