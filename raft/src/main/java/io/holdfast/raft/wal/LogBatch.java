package io.holdfast.raft.wal;

import io.holdfast.raft.core.Entry;
import io.holdfast.raft.core.HardState;
import io.holdfast.runtime.base.Invariant;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes of any number of groups, made durable by one sync. The changes of one group take effect
 * in the order of the calls; put those that belong together next to each other: they then share a
 * frame unless they are larger than one.
 */
public final class LogBatch {
  private final List<LogRecord> records = new ArrayList<>();

  /** Appends; whatever the group holds at or above the first index is gone. */
  public LogBatch append(long groupId, List<Entry> entries) {
    if (!entries.isEmpty()) {
      for (int i = 1; i < entries.size(); i++) {
        Invariant.check(
            entries.get(i).index() == entries.get(0).index() + i,
            "RAFT-2 entries with a hole",
            "group",
            groupId,
            "index",
            entries.get(i).index());
      }
      records.add(new LogRecord.Entries(groupId, List.copyOf(entries), false));
    }
    return this;
  }

  /** Replaces the hard state. */
  public LogBatch hardState(long groupId, HardState hardState) {
    records.add(new LogRecord.State(groupId, hardState));
    return this;
  }

  /** Forgets everything up to and including {@code index}, whose term is {@code term}. */
  public LogBatch truncatePrefix(long groupId, long index, long term) {
    records.add(new LogRecord.Truncate(groupId, index, term));
    return this;
  }

  /** Forgets all entries; the log goes on after {@code index}. Term and vote stay (rule D8). */
  public LogBatch reset(long groupId, long index, long term) {
    records.add(new LogRecord.Reset(groupId, index, term));
    return this;
  }

  /** Forgets the group. */
  public LogBatch remove(long groupId) {
    records.add(new LogRecord.Remove(groupId));
    return this;
  }

  /** True iff there is nothing to write. */
  public boolean isEmpty() {
    return records.isEmpty();
  }

  LogBatch rewrite(long groupId, List<Entry> entries) {
    records.add(new LogRecord.Entries(groupId, List.copyOf(entries), true));
    return this;
  }

  List<LogRecord> records() {
    return records;
  }
}
