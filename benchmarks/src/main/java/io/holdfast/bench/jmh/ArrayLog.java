package io.holdfast.bench.jmh;

import io.holdfast.raft.core.Entry;
import io.holdfast.raft.core.LogStorage;
import java.util.ArrayList;
import java.util.List;

/** A log in memory that forgets its older half when it grows, as compaction would. */
final class ArrayLog implements LogStorage {
  private static final int ENTRIES_MAX = 4_096;

  private final ArrayList<Entry> entries = new ArrayList<>(ENTRIES_MAX);
  private long baseIndex;
  private long baseTerm;

  void append(List<Entry> added, long appliedIndex) {
    if (added.isEmpty()) {
      return;
    }
    int keep = (int) (added.get(0).index() - firstIndex());
    entries.subList(keep, entries.size()).clear();
    entries.addAll(added);
    if (entries.size() >= ENTRIES_MAX) {
      long to = Math.min(appliedIndex, baseIndex + ENTRIES_MAX / 2);
      baseTerm = term(to);
      entries.subList(0, (int) (to - baseIndex)).clear();
      baseIndex = to;
    }
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
    return index == baseIndex ? baseTerm : entries.get((int) (index - firstIndex())).term();
  }

  @Override
  public List<Entry> entries(long from, long to, long bytesMax) {
    int first = (int) (from - firstIndex());
    int end = first + 1;
    long bytes = entries.get(first).sizeBytes();
    while (end < to - firstIndex() && bytes + entries.get(end).sizeBytes() <= bytesMax) {
      bytes += entries.get(end).sizeBytes();
      end++;
    }
    return List.copyOf(entries.subList(first, end));
  }
}
