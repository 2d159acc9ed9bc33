package io.holdfast.raft.wal;

import io.holdfast.raft.core.Entry;
import io.holdfast.raft.core.HardState;
import io.holdfast.raft.core.LogStorage;
import io.holdfast.runtime.base.Invariant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one group has in the log. Belongs to the home loop. */
final class GroupIndex implements LogStorage {
  final long groupId;
  private final SharedLog log;

  HardState hardState = HardState.INITIAL;

  /** The newest one that is durable. */
  HardState durableState = HardState.INITIAL;

  /** Segment of the newest hard state, null if it is in none yet. */
  @Nullable Segment stateSegment;

  /** Segment of the newest record of where the log begins; null if it begins at 1, or not yet. */
  @Nullable Segment baseSegment;

  private long baseIndex;
  private long baseTerm;

  /** {@code ring[(head + i) % length]} is entry {@code baseIndex + 1 + i}. */
  private Slot[] ring = new Slot[8];

  private int head;
  private int size;

  /** Running sums of what entries cost: of those at or below the base, and of all. */
  private long costThroughBase;

  private long costThroughLast;

  GroupIndex(long groupId, SharedLog log) {
    this.groupId = groupId;
    this.log = log;
  }

  long baseIndex() {
    return baseIndex;
  }

  long baseTerm() {
    return baseTerm;
  }

  @Override
  public long firstIndex() {
    return baseIndex + 1;
  }

  @Override
  public long lastIndex() {
    return baseIndex + size;
  }

  @Override
  public long term(long index) {
    if (index == baseIndex) {
      return baseTerm;
    }
    return slot(index).term;
  }

  @Override
  public List<Entry> entries(long from, long to, long bytesMax) {
    Invariant.check(
        from >= firstIndex() && to <= lastIndex() + 1 && from < to,
        "Entries outside the log",
        "from",
        from,
        "to",
        to,
        "last",
        lastIndex());
    List<Entry> found = new ArrayList<>();
    List<Slot> unread =
        new ArrayList<>(); // Evicted ones behind what was found, contiguous on disk.
    long bytes = 0;
    for (long index = from; index < to; index++) {
      Slot slot = slot(index);
      bytes += Entry.OVERHEAD_BYTES + slot.lengthBytes - RecordCodec.ENTRY_HEADER_BYTES;
      if (bytes > bytesMax && index > from) {
        break;
      }
      Entry cached = slot.entry;
      if (!unread.isEmpty() && (cached != null || !follows(unread, slot))) {
        log.readEntries(groupId, from + found.size(), unread, found);
        unread.clear();
      }
      if (cached != null) {
        found.add(cached);
      } else {
        unread.add(slot);
      }
    }
    if (!unread.isEmpty()) {
      log.readEntries(groupId, from + found.size(), unread, found);
    }
    return found;
  }

  /**
   * What the entries after {@code index} cost together: their bytes on disk, and their place in
   * memory. Sums are kept, so this looks at nothing but the one entry.
   */
  long costAfter(long index) {
    if (index >= lastIndex()) {
      return 0;
    }
    return costThroughLast - (index <= baseIndex ? costThroughBase : slot(index).costThrough);
  }

  private static boolean follows(List<Slot> run, Slot next) {
    Slot last = run.get(run.size() - 1);
    return next.segment == last.segment && next.offset == last.offset + last.lengthBytes;
  }

  Slot slot(long index) {
    Invariant.check(
        index > baseIndex && index <= lastIndex(),
        "Index outside the log",
        "index",
        index,
        "base",
        baseIndex,
        "last",
        lastIndex());
    return ring[(head + (int) (index - baseIndex - 1)) & (ring.length - 1)];
  }

  /** The last entry that is written; those above it are only staged. */
  long durableIndex() {
    long index = lastIndex();
    while (index > baseIndex && slot(index).segment == null) {
      index--;
    }
    return index;
  }

  /** Drops everything at or above {@code first}, which must not leave a hole. */
  void cutFrom(long first) {
    Invariant.check(
        first > baseIndex && first <= lastIndex() + 1,
        "RAFT-2 entries must follow the log",
        "first",
        first,
        "base",
        baseIndex,
        "last",
        lastIndex());
    while (lastIndex() >= first) {
      slot(lastIndex()).drop();
      ring[(head + size - 1) & (ring.length - 1)] = null;
      size--;
    }
    costThroughLast = size == 0 ? costThroughBase : slot(lastIndex()).costThrough;
  }

  void add(Slot slot) {
    if (size == ring.length) {
      Slot[] larger = new Slot[2 * size];
      for (int i = 0; i < size; i++) {
        larger[i] = ring[(head + i) & (size - 1)];
      }
      ring = larger;
      head = 0;
    }
    ring[(head + size) & (ring.length - 1)] = slot;
    size++;
    costThroughLast += slot.lengthBytes + Slot.MEMORY_BYTES;
    slot.costThrough = costThroughLast;
  }

  /** Drops everything up to {@code index}; the log may end before it and then goes on there. */
  void truncatePrefix(long index, long term) {
    if (index < baseIndex) {
      return;
    }
    while (size > 0 && baseIndex < index) {
      costThroughBase = slot(baseIndex + 1).costThrough;
      slot(baseIndex + 1).drop();
      ring[head] = null;
      head = (head + 1) & (ring.length - 1);
      size--;
      baseIndex++;
    }
    baseIndex = index;
    baseTerm = term;
  }

  void reset(long index, long term) {
    dropAll();
    baseIndex = index;
    baseTerm = term;
  }

  void dropAll() {
    for (long index = firstIndex(); index <= lastIndex(); index++) {
      slot(index).drop();
    }
    ring = new Slot[8];
    head = 0;
    size = 0;
    costThroughBase = costThroughLast;
  }
}
