package io.holdfast.raft.wal;

/** How much room the disk of a log has. */
public enum LogRoom {
  /** Enough. */
  AMPLE,
  /** None but what was reserved: nothing that grows should be begun. */
  RESERVE,
  /** None at all: what is to be made durable waits. */
  NONE
}
