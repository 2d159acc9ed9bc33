package io.holdfast.raft.core;

import io.holdfast.raft.progress.ProgressState;

/**
 * What happens inside a node, for logs, counters and script tests; the core itself does not log.
 * Called synchronously: implementations must not call back into the node. Rare events only, nothing
 * per entry.
 */
public interface RaftEvents {
  /** Ignores everything. */
  RaftEvents NONE = new RaftEvents() {};

  /** Role, term or known leader changed. */
  default void onRole(Role role, long term, long leader) {}

  /** A vote was given in {@code term}. */
  default void onVote(long term, long candidate) {}

  /** A message had no effect, and why. */
  default void onIgnored(Message message, String why) {}

  /** A campaign was not begun, and why. */
  default void onNoCampaign(String why) {}

  /** A leader gives up its leadership, and why. */
  default void onStepDown(long term, String why) {}

  /** A proposal was refused. */
  default void onRefused(ProposeResult.Outcome outcome, String why) {}

  /** Entries from {@code index} on, not committed, were replaced by those of another leader. */
  default void onTruncated(long index) {}

  /** A leader sends to a peer in another way. */
  default void onProgress(long peer, ProgressState state, long next) {}

  /** Another configuration is in force. */
  default void onConf(ConfState conf) {}

  /** The log was replaced by a snapshot. */
  default void onRestored(SnapshotMeta meta) {}

  /** A leadership transfer began ({@code peer}), or ended without success (0). */
  default void onTransfer(long peer) {}
}
