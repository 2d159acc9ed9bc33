package io.holdfast.raft.wal;

import io.holdfast.raft.core.Entry;
import io.holdfast.raft.core.HardState;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Builds the index from the records in the order of the log. While it runs, groups may have holes:
 * entries that were moved to the tail come after those that follow them.
 */
final class Replay {
  private final TreeMap<Long, Group> groups = new TreeMap<>();

  /** What is known of a group so far. */
  private static final class Group {
    final TreeMap<Long, Slot> slots = new TreeMap<>();
    long baseIndex;
    long baseTerm;
    @Nullable Segment baseSegment;
    HardState hardState = HardState.INITIAL;
    @Nullable Segment stateSegment;

    void drop(Map<Long, Slot> gone) {
      gone.values().forEach(Slot::drop);
      gone.clear();
    }

    void base(long index, long term, Segment where) {
      if (index >= baseIndex) {
        baseIndex = index;
        baseTerm = term;
      }
      baseSegment = where;
    }
  }

  /** Applies all records of a frame whose payload begins at {@code offset} of {@code segment}. */
  void frame(Segment segment, long offset, ByteBuffer payload) throws LogCorruptionException {
    while (payload.hasRemaining()) {
      long at = offset + payload.position();
      try {
        record(RecordCodec.decode(payload), segment, at);
      } catch (RecordCodec.Malformed e) {
        throw new LogCorruptionException(
            segment.path, offset + e.position, String.valueOf(e.getMessage()));
      }
    }
  }

  private void record(LogRecord change, Segment segment, long at) throws LogCorruptionException {
    if (change.kind() == LogRecord.Kind.REMOVE) {
      Group removed = groups.remove(change.groupId());
      if (removed != null) {
        removed.drop(removed.slots);
      }
      return;
    }
    Group group = groups.computeIfAbsent(change.groupId(), id -> new Group());
    switch (change.kind()) {
      case APPEND, REWRITE -> entries(group, (LogRecord.Entries) change, segment, at);
      case STATE -> {
        group.hardState = ((LogRecord.State) change).hardState();
        group.stateSegment = segment;
      }
      case TRUNCATE -> {
        LogRecord.Truncate truncate = (LogRecord.Truncate) change;
        group.drop(group.slots.headMap(truncate.index(), true));
        group.base(truncate.index(), truncate.term(), segment);
      }
      case RESET -> {
        LogRecord.Reset reset = (LogRecord.Reset) change;
        group.drop(group.slots);
        group.baseIndex = 0;
        group.base(reset.index(), reset.term(), segment);
      }
      case REMOVE -> {}
    }
  }

  private void entries(Group group, LogRecord.Entries change, Segment segment, long at)
      throws LogCorruptionException {
    List<Entry> entries = change.entries();
    if (!change.rewrite()) {
      group.drop(group.slots.tailMap(entries.get(0).index(), true));
    }
    long offset = at + RecordCodec.firstEntryOffset();
    for (Entry entry : entries) {
      Slot slot = new Slot(entry.term(), RecordCodec.entryBytes(entry), null);
      if (entry.index() > group.baseIndex) {
        Slot before = group.slots.put(entry.index(), slot);
        if (before != null) {
          before.drop();
          if (before.term != slot.term) {
            throw new LogCorruptionException(
                segment.path,
                offset,
                "moved entry "
                    + entry.index()
                    + " of group "
                    + change.groupId()
                    + " has another term than the original");
          }
        }
        slot.place(segment, offset);
      }
      offset += slot.lengthBytes;
    }
  }

  /** The finished index; {@code last} names the file to blame for a hole. */
  void finish(SharedLog log, Map<Long, GroupIndex> target, Segment last)
      throws LogCorruptionException {
    for (Map.Entry<Long, Group> each : groups.entrySet()) {
      Group group = each.getValue();
      GroupIndex index = new GroupIndex(each.getKey(), log);
      index.reset(group.baseIndex, group.baseTerm);
      index.baseSegment = group.baseSegment;
      index.hardState = group.hardState;
      index.durableState = group.hardState;
      index.stateSegment = group.stateSegment;
      for (Map.Entry<Long, Slot> slot : group.slots.entrySet()) {
        if (slot.getKey() != index.lastIndex() + 1) {
          throw new LogCorruptionException(
              last.path,
              last.sizeBytes,
              "group " + each.getKey() + " has no entry " + (index.lastIndex() + 1));
        }
        index.add(slot.getValue());
      }
      target.put(each.getKey(), index);
    }
  }
}
