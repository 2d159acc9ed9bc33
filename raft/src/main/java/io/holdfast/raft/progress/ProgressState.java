package io.holdfast.raft.progress;

/** How a leader sends to one peer; see the package's picture. */
public enum ProgressState {
  /** One append at a time. */
  PROBE,
  /** Pipelined. */
  REPLICATE,
  /** Waits for a snapshot. */
  SNAPSHOT
}
