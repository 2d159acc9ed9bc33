package io.holdfast.raft.driver;

import io.holdfast.raft.core.RaftEvents;

/** Who wants to know of the lives of a node's groups. */
@FunctionalInterface
public interface GroupEvents {
  /** The listener of one peer, asked for when its group is opened; called on the driver's loop. */
  RaftEvents of(long groupId, long peerId);
}
