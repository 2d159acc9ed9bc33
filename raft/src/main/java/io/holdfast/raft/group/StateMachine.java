package io.holdfast.raft.group;

import io.holdfast.raft.core.Entry;
import io.holdfast.raft.core.Role;
import io.holdfast.raft.core.SnapshotMeta;
import io.holdfast.raft.core.Support;
import io.holdfast.runtime.base.InvariantViolation;
import java.util.List;

/** What a host does for one group. All calls come on the group's loop and must not block. */
public interface StateMachine {
  /**
   * Apply these, in order, here or on another loop; then {@link RaftGroup#applied} on the group's
   * loop. Committed and durable in the local log. Empty data is the entry a leader begins its term
   * with; a conf change entry calls for {@link RaftGroup#applyConfChange}.
   */
  void onCommitted(List<Entry> entries);

  /**
   * Everything up to {@code index} is committed, as far as this node knows; told before anything
   * leaves it by which others could know. What of it is to be applied follows.
   */
  default void onCommitIndex(long index) {}

  /** Role, term or leader changed; {@code leaderPeerId} is 0 when none is known. */
  void onRole(Role role, long term, long leaderPeerId);

  /**
   * This leader's log no longer has what that peer needs: send a snapshot at least as new as {@link
   * RaftGroup#appliedIndex} is now, then call {@link RaftGroup#snapshotEnded}, whatever became of
   * it. May be repeated while one is on its way; one report then serves both.
   */
  void onSnapshotNeeded(long toPeerId);

  /**
   * A snapshot given to {@link RaftGroup#stepSnapshot} was accepted: install the data durably, then
   * {@link RaftGroup#snapshotInstalled} with this {@code meta}, at once or later.
   */
  void onInstallSnapshot(SnapshotMeta meta);

  /**
   * The group leads in a joint configuration that is to be left now: propose {@link
   * io.holdfast.raft.core.ConfChange#leaveJoint} with this host's context (L17). Repeated once a
   * tick while it is due, whatever became of the last proposal.
   */
  void onLeaveDue();

  /** What the stores of the members have promised each other; asked once, when it is opened. */
  default Support support() {
    return Support.NONE;
  }

  /**
   * An invariant of this group broke while it worked; what it would have said next is not said. The
   * host sets the group aside ({@link RaftGroup#halt}) or, by default, lets its node end.
   */
  default void onBroken(InvariantViolation cause) {
    throw cause;
  }
}
