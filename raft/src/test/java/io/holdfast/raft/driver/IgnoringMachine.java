package io.holdfast.raft.driver;

import io.holdfast.raft.core.Entry;
import io.holdfast.raft.core.Role;
import io.holdfast.raft.core.SnapshotMeta;
import io.holdfast.raft.group.StateMachine;
import java.util.List;

/** For tests that look at the log only. */
final class IgnoringMachine implements StateMachine {
  @Override
  public void onCommitted(List<Entry> entries) {}

  @Override
  public void onLeaveDue() {}

  @Override
  public void onRole(Role role, long term, long leaderPeerId) {}

  @Override
  public void onSnapshotNeeded(long toPeerId) {}

  @Override
  public void onInstallSnapshot(SnapshotMeta meta) {}
}
