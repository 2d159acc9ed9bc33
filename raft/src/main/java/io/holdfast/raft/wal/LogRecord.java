package io.holdfast.raft.wal;

import io.holdfast.raft.core.Entry;
import io.holdfast.raft.core.HardState;
import java.util.List;

/** One change of one group, as it stands in a frame. */
sealed interface LogRecord {
  long groupId();

  Kind kind();

  /** What a record is; the code is on disk. */
  enum Kind {
    /** Entries; everything at or above the first one is gone. */
    APPEND(1),
    /** Live entries at a new place; nothing else is gone. */
    REWRITE(2),
    /** The hard state. */
    STATE(3),
    /** Everything up to an index is gone. */
    TRUNCATE(4),
    /** All entries are gone, the log goes on after an index; the hard state stays. */
    RESET(5),
    /** The group is gone. */
    REMOVE(6);

    final byte code;

    Kind(int code) {
      this.code = (byte) code;
    }
  }

  /** {@link Kind#APPEND} and {@link Kind#REWRITE}. */
  record Entries(long groupId, List<Entry> entries, boolean rewrite) implements LogRecord {
    @Override
    public Kind kind() {
      return rewrite ? Kind.REWRITE : Kind.APPEND;
    }
  }

  /** {@link Kind#STATE}. */
  record State(long groupId, HardState hardState) implements LogRecord {
    @Override
    public Kind kind() {
      return Kind.STATE;
    }
  }

  /** {@link Kind#TRUNCATE}: {@code term} is that of {@code index}. */
  record Truncate(long groupId, long index, long term) implements LogRecord {
    @Override
    public Kind kind() {
      return Kind.TRUNCATE;
    }
  }

  /** {@link Kind#RESET}: {@code term} is that of {@code index}. */
  record Reset(long groupId, long index, long term) implements LogRecord {
    @Override
    public Kind kind() {
      return Kind.RESET;
    }
  }

  /** {@link Kind#REMOVE}. */
  record Remove(long groupId) implements LogRecord {
    @Override
    public Kind kind() {
      return Kind.REMOVE;
    }
  }
}
