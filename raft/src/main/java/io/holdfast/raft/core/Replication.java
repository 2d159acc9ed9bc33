package io.holdfast.raft.core;

import io.holdfast.raft.progress.Progress;
import io.holdfast.raft.progress.ProgressState;
import io.holdfast.raft.progress.ProgressTracker;
import java.util.ArrayList;
import java.util.List;

/**
 * A leader's sending side: who gets which entries when. Appends are built in {@link #flush}, once
 * per Ready, so that all proposals of a turn share one message per follower.
 */
final class Replication {
  private final NodeState node;
  private final ProgressTracker tracker;
  private boolean snapshotDeferred;

  Replication(NodeState node) {
    this.node = node;
    this.tracker =
        new ProgressTracker(
            node.selfId(),
            node.members().voters(),
            node.config.inflightMessagesMax(),
            node.config.inflightBytesMax());
    reconfigure();
    persisted();
  }

  ProgressTracker tracker() {
    return tracker;
  }

  /** The members have changed. New ones are probed from the end of the log. */
  void reconfigure() {
    tracker.reconfigure(
        node.members().voters(), node.members().learners(), node.log.lastIndex() + 1);
  }

  /** This node's own disk is one more acknowledgement. */
  void persisted() {
    Progress self = tracker.get(node.selfId());
    if (self != null) {
      self.acknowledged(node.log.durable(), node.log.firstIndex());
    }
  }

  /** Sends what the windows allow. */
  void flush() {
    for (Progress progress : tracker.others()) {
      while (sendAppend(progress, false)) {
        // Each turn fills one more message of the window.
      }
    }
  }

  /**
   * Sends one append if there is something to say.
   *
   * @param force an append without entries, even if nothing is new
   * @return true iff another one may follow
   */
  private boolean sendAppend(Progress to, boolean force) {
    if (to.paused() && !force) {
      return false;
    }
    RaftLogView log = node.log;
    long previous = to.next() - 1;
    long previousTerm = log.term(previous);
    if (to.next() < log.firstIndex() || previousTerm == RaftLogView.UNKNOWN) {
      sendSnapshot(to);
      return false;
    }
    List<Entry> entries = List.of();
    long sizeBytes = 0;
    // Behind a snapshot that may not be there an append only asks: it is repeated until answered.
    boolean asks = to.state() == ProgressState.PROBE && to.pendingSnapshot() > 0;
    if (!force && !asks && to.next() <= log.lastIndex()) {
      entries = log.entries(to.next(), log.lastIndex() + 1, node.config.appendBytesMax());
      for (Entry entry : entries) {
        sizeBytes += entry.sizeBytes();
      }
    }
    boolean probe = to.state() == ProgressState.PROBE;
    if (entries.isEmpty() && !probe && !force && !to.needsCommit(log.committed())) {
      return false;
    }
    node.send(
        new Message.Append(
            node.selfId(),
            to.peer(),
            node.term(),
            previous,
            previousTerm,
            entries,
            log.committed()));
    to.sent(entries.size(), sizeBytes, log.committed());
    return !probe && !entries.isEmpty();
  }

  private void sendSnapshot(Progress to) {
    if (!to.active() || to.state() == ProgressState.SNAPSHOT) {
      // To a peer that does not answer it would be built for nothing; heartbeats go on.
      return;
    }
    if (!node.confIsOfApplied()) {
      // A snapshot's configuration must be that of its index.
      snapshotDeferred = true;
      return;
    }
    long index = node.log.applied();
    SnapshotMeta meta =
        new SnapshotMeta(index, node.log.term(index), Members.toConf(node.members()));
    to.becomeSnapshot(index);
    progressed(to);
    node.send(new Message.InstallSnapshot(node.selfId(), to.peer(), node.term(), meta));
  }

  /** Keeps everybody quiet (Raft §5.2), and carries the latest read round. */
  void heartbeat(long round, boolean votersOnly) {
    for (Progress progress : tracker.others()) {
      if (votersOnly && !tracker.isVoter(progress.peer())) {
        continue;
      }
      if (!votersOnly) {
        progress.armNudge();
      }
      node.send(
          new Message.Heartbeat(
              node.selfId(),
              progress.peer(),
              node.term(),
              Math.min(progress.match(), node.log.committed()),
              round));
    }
  }

  /** A follower is alive, so paused probes may go on; appends at the end may have been lost. */
  void onHeartbeatResponse(Progress from, long round) {
    from.markActive();
    from.ackRound(round);
    if (from.state() == ProgressState.PROBE) {
      from.resumeProbe();
    }
    if (from.match() < node.log.lastIndex() && from.takeNudge()) {
      sendAppend(from, true);
    }
  }

  /** Returns true iff the peer has more than was known. */
  boolean onAppendResponse(Progress from, Message.AppendResponse response) {
    from.markActive();
    ProgressState before = from.state();
    boolean news = false;
    if (response.rejected()) {
      onRejected(from, response);
    } else {
      news = from.acknowledged(response.index(), node.log.firstIndex());
    }
    if (from.state() != before) {
      progressed(from);
    }
    return news;
  }

  private void onRejected(Progress from, Message.AppendResponse response) {
    if (!from.isNewsRejection(response.index())) {
      return;
    }
    long next = response.hintIndex() + 1;
    if (response.hintTerm() > 0) {
      // Skip all of our entries of terms the follower cannot have there (Raft §5.3, end).
      next = node.log.lastIndexNotAfterTerm(response.hintIndex(), response.hintTerm()) + 1;
    }
    boolean moved = from.rejected(next);
    if (!moved && from.next() >= node.log.firstIndex()) {
      from.awaitSignOfLife();
    }
  }

  void unreachable(long peer) {
    Progress progress = tracker.get(peer);
    if (progress != null && progress.state() == ProgressState.REPLICATE) {
      progress.becomeProbe();
      progressed(progress);
    }
  }

  void snapshotEnded(long peer, long reached) {
    Progress progress = tracker.get(peer);
    if (progress == null || progress.state() != ProgressState.SNAPSHOT) {
      return;
    }
    // A peer that knows more than this log does knows a later leader.
    progress.snapshotEnded(Math.min(reached, node.log.lastIndex()));
    progressed(progress);
  }

  /** True iff a snapshot was held back until now. */
  boolean takeSnapshotDeferred() {
    boolean deferred = snapshotDeferred;
    snapshotDeferred = false;
    return deferred;
  }

  private void progressed(Progress progress) {
    node.events.onProgress(progress.peer(), progress.state(), progress.next());
  }

  List<PeerProgress> view() {
    List<PeerProgress> view = new ArrayList<>();
    for (Progress progress : tracker.all()) {
      view.add(
          new PeerProgress(
              progress.peer(),
              progress.match(),
              progress.next(),
              progress.reach(),
              !tracker.isVoter(progress.peer()),
              progress.state() == ProgressState.SNAPSHOT,
              progress.recentlyActive() || progress.peer() == node.selfId()));
    }
    return view;
  }

  void checkInvariants() {
    for (Progress progress : tracker.all()) {
      if (progress.peer() != node.selfId()) {
        progress.checkInvariants(node.log.lastIndex());
      }
    }
  }
}
