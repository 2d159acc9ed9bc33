package io.holdfast.raft.wal;

import io.holdfast.runtime.base.Invariant;

/** Whose log it is; written into every segment, and part of every checksum. */
public record LogStamp(long clusterId, long nodeId) {
  /** Validates. */
  public LogStamp {
    Invariant.check(clusterId != 0, "A log belongs to a cluster", "nodeId", nodeId);
  }
}
