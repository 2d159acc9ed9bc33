package io.holdfast.raft.wal;

import org.jspecify.annotations.Nullable;

/** One change of a {@link StagedBatch}, with the part of the index that waits for its place. */
final class StagedRecord {
  final LogRecord change;
  final GroupIndex index;
  final Slot[] slots;

  /** Filled in by the log loop. */
  @Nullable Segment segment;

  long offset;

  StagedRecord(LogRecord change, GroupIndex index, Slot[] slots) {
    this.change = change;
    this.index = index;
    this.slots = slots;
  }
}
