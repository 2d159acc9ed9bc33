package io.holdfast.raft.core;

import io.holdfast.runtime.base.Invariant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The log and hard state of one node, with writes that take time: {@link #submit} begins one,
 * {@link #complete} makes the oldest durable, {@link #crash} forgets the rest. Reads see durable
 * entries only, which is the least a {@link LogStorage} may offer.
 */
public final class TestDisk implements LogStorage {
  private final ArrayDeque<Ready> writing = new ArrayDeque<>();
  private final ArrayList<Entry> entries = new ArrayList<>();
  private long baseIndex;
  private long baseTerm;
  private HardState hardState;

  /** An empty log that begins after {@code baseIndex}. */
  public TestDisk(long baseIndex, long baseTerm) {
    this.baseIndex = baseIndex;
    this.baseTerm = baseTerm;
    this.hardState = new HardState(baseTerm, 0, baseIndex);
  }

  /** Begins the write of a Ready. */
  public void submit(Ready ready) {
    writing.add(ready);
  }

  /** True iff a write is on its way. */
  public boolean isWriting() {
    return !writing.isEmpty();
  }

  /** Ends the oldest write; the caller then tells the node. */
  public Ready complete() {
    Ready ready = writing.remove();
    SnapshotMeta snapshot = ready.snapshot();
    if (snapshot != null) {
      entries.clear();
      baseIndex = snapshot.index();
      baseTerm = snapshot.term();
    }
    if (!ready.entries().isEmpty()) {
      long from = ready.entries().get(0).index();
      Invariant.check(
          from > baseIndex && from <= lastIndex() + 1, "Write leaves a hole", "from", from);
      entries.subList((int) (from - baseIndex - 1), entries.size()).clear();
      entries.addAll(ready.entries());
    }
    if (ready.hardState() != null) {
      hardState = ready.hardState();
    }
    return ready;
  }

  /** Forgets every write that was not completed. */
  public void crash() {
    writing.clear();
  }

  /** Plants the bug of a disk that forgets term and vote. */
  public void forgetVote(HardState instead) {
    hardState = instead;
  }

  /** Drops entries up to {@code index}, inclusive. */
  public void compact(long index) {
    if (index <= baseIndex) {
      return;
    }
    long term = term(index);
    entries.subList(0, (int) (index - baseIndex)).clear();
    baseIndex = index;
    baseTerm = term;
  }

  public HardState hardState() {
    return hardState;
  }

  /** The entry at {@code index}, null if it is not there. */
  public @Nullable Entry entryAt(long index) {
    return index > baseIndex && index <= lastIndex()
        ? entries.get((int) (index - baseIndex - 1))
        : null;
  }

  /** True iff the entry, or a snapshot that contains it, is durable here. */
  public boolean holds(long index, long term) {
    if (index <= baseIndex) {
      return true;
    }
    Entry entry = entryAt(index);
    return entry != null && entry.term() == term;
  }

  @Override
  public long firstIndex() {
    return baseIndex + 1;
  }

  @Override
  public long lastIndex() {
    return baseIndex + entries.size();
  }

  @Override
  public long term(long index) {
    if (index == baseIndex) {
      return baseTerm;
    }
    Entry entry = entryAt(index);
    if (entry == null) {
      throw new AssertionError("term of " + index + " outside " + baseIndex + ".." + lastIndex());
    }
    return entry.term();
  }

  @Override
  public List<Entry> entries(long from, long to, long bytesMax) {
    List<Entry> result = new ArrayList<>();
    long bytes = 0;
    for (long i = from; i < to; i++) {
      Entry entry = entryAt(i);
      if (entry == null) {
        throw new AssertionError("read of " + i + " outside " + baseIndex + ".." + lastIndex());
      }
      bytes += entry.sizeBytes();
      if (bytes > bytesMax && !result.isEmpty()) {
        break;
      }
      result.add(entry);
    }
    return result;
  }
}
