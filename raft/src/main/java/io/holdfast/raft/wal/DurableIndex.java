package io.holdfast.raft.wal;

/**
 * What the state machine of a group has made durable: the applied index known before the start of
 * the last engine sync that returned (rule D2). The log forgets nothing above it (rule D3).
 */
@FunctionalInterface
public interface DurableIndex {
  /** The index, 0 if nothing is durable. */
  long durableApplied(long groupId);
}
