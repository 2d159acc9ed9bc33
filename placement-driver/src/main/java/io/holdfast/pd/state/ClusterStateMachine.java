package io.holdfast.pd.state;

import io.holdfast.pd.state.ClusterState.Effect;
import io.holdfast.raft.core.ConfChange;
import io.holdfast.raft.core.Entry;
import io.holdfast.raft.core.EntryKind;
import io.holdfast.raft.core.ProposeResult;
import io.holdfast.raft.core.Role;
import io.holdfast.raft.core.SnapshotMeta;
import io.holdfast.raft.group.RaftGroup;
import io.holdfast.raft.group.ReadCallback;
import io.holdfast.raft.group.StateMachine;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.loop.LoopConfined;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Joins the replicated state to its Raft group: entries are applied to {@link ClusterState} on all
 * members through one path; on the leader, whoever proposed an entry learns what became of it.
 *
 * <pre>
 *   propose -> entry (index, term) -> committed -> applied -> completion, if the term is the same
 * </pre>
 */
@LoopConfined("pd-loop")
public final class ClusterStateMachine implements StateMachine, CommandLog {
  /** Commands that may wait for the log; beyond that callers are refused. */
  private static final int PENDING_MAX = 16_384;

  private final EventLoop loop;
  private final ClusterState state;
  private final TreeMap<Long, Pending> pending = new TreeMap<>();
  private long appliedIndex;
  private long appliedTerm;
  private long leadingTerm; // 0 while this member does not lead.
  private @Nullable RaftGroup group;
  private @Nullable Leadership listener;

  /** Learns when this member's leadership begins and ends. */
  public interface Leadership {
    /** This member leads and has applied an entry of its own term, hence all before it. */
    void began();

    /** It does not lead any more, or leads in a new term that has not begun yet. */
    void ended();
  }

  private record Pending(long term, Completion completion) {}

  /** A machine over a state that stands for all entries up to a position. */
  public ClusterStateMachine(
      EventLoop loop, ClusterState state, long appliedIndex, long appliedTerm) {
    this.loop = loop;
    this.state = state;
    this.appliedIndex = appliedIndex;
    this.appliedTerm = appliedTerm;
  }

  /** Gives the machine its group, right after the group was opened. */
  public void attach(RaftGroup opened, Leadership leadership) {
    loop.checkOwned();
    group = opened;
    listener = leadership;
  }

  /** Index of the last entry the state stands for. */
  public long appliedIndex() {
    return appliedIndex;
  }

  /** Term of that entry. */
  public long appliedTerm() {
    return appliedTerm;
  }

  @Override
  public void onCommitted(List<Entry> entries) {
    RaftGroup attached = attached();
    for (Entry entry : entries) {
      apply(attached, entry);
    }
    attached.applied(appliedIndex);
    if (leadingTerm == 0 && attached.isLeader() && attached.hasAppliedOwnTerm()) {
      leadingTerm = attached.term();
      listener().began();
    }
  }

  private void apply(RaftGroup attached, Entry entry) {
    Invariant.check(
        entry.index() == appliedIndex + 1,
        "Entries are applied in order",
        "index",
        entry.index(),
        "applied",
        appliedIndex);
    Effect effect = Effect.DONE;
    if (entry.kind() == EntryKind.CONF_CHANGE) {
      attached.applyConfChange(ConfChange.decode(entry.data()));
    } else if (!entry.data().isEmpty()) {
      effect = state.apply(ClusterCommand.decode(entry.data()));
    }
    appliedIndex = entry.index();
    appliedTerm = entry.term();
    Pending proposed = pending.remove(entry.index());
    if (proposed == null) {
      return;
    }
    if (proposed.term() == entry.term()) {
      proposed.completion().applied(effect);
    } else {
      proposed.completion().lost(); // Another leader's entry took the place.
    }
  }

  @Override
  public void onRole(Role role, long term, long leaderPeerId) {
    if (role == Role.LEADER && term == leadingTerm) {
      return;
    }
    List<Pending> lost = new ArrayList<>(pending.values());
    pending.clear();
    lost.forEach(p -> p.completion().lost());
    if (leadingTerm != 0) {
      leadingTerm = 0;
      listener().ended();
    }
  }

  @Override
  public void onLeaveDue() {
    RaftGroup attached = attached();
    // Refused, it is due again with the next tick.
    ProposeResult unused =
        attached.proposeConfChange(ConfChange.leaveJoint(Bytes.EMPTY), attached.term());
  }

  /** A group of one has nobody to send to; more members come with their own transport. */
  @Override
  public void onSnapshotNeeded(long toPeerId) {
    attached().snapshotEnded(toPeerId, 0);
  }

  @Override
  public void onInstallSnapshot(SnapshotMeta meta) {
    throw Invariant.unreachable("A group of one never installs a snapshot, meta=" + meta);
  }

  @Override
  public boolean leading() {
    RaftGroup attached = group;
    return attached != null && leadingTerm != 0 && attached.term() == leadingTerm;
  }

  @Override
  public void propose(ClusterCommand command, Completion completion) {
    loop.checkOwned();
    if (!leading() || pending.size() >= PENDING_MAX) {
      loop.execute(completion::lost);
      return;
    }
    ProposeResult result = attached().propose(command.encode(), leadingTerm);
    if (result.isAccepted()) {
      pending.put(result.index(), new Pending(result.term(), completion));
    } else {
      loop.execute(completion::lost);
    }
  }

  @Override
  public void confirmLeadership(Confirmation confirmation) {
    loop.checkOwned();
    long askedIn = leadingTerm;
    if (!leading()) {
      loop.execute(confirmation::lost);
      return;
    }
    attached()
        .readIndex(
            new ReadCallback() {
              @Override
              public void onReady(long index) {
                // A member that was deposed meanwhile may have been answered by its successor.
                if (leading() && leadingTerm == askedIn) {
                  confirmation.confirmed();
                } else {
                  confirmation.lost();
                }
              }

              @Override
              public void onLost() {
                confirmation.lost();
              }
            });
  }

  private RaftGroup attached() {
    if (group == null) {
      throw Invariant.unreachable("The state machine has no group yet");
    }
    return group;
  }

  private Leadership listener() {
    if (listener == null) {
      throw Invariant.unreachable("The state machine has no listener yet");
    }
    return listener;
  }
}
