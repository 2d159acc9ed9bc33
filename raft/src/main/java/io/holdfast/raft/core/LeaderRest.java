package io.holdfast.raft.core;

import io.holdfast.raft.progress.Progress;
import io.holdfast.raft.progress.ProgressState;

/**
 * When a leader and its followers need no ticks and say nothing (L22). The leader rests iff its
 * whole log is committed and applied, nothing is under way, and every other member has
 * acknowledged, in a session of its store that still supports this one, that it has that very
 * commit index applied and rests there.
 *
 * <p>Why nothing is missed. An acknowledgement is a fact of (term, index): whatever is proposed,
 * read or heard later makes the leader compare again, and an entry more makes all of them void. A
 * follower that rests holds to the leader (L10), so it neither campaigns nor votes before its store
 * has withdrawn (L11), asleep or not: resting leaves out ticks and nothing else. A lease is
 * computed when a read asks, from what the stores have promised (L13): a leader asleep has no more
 * right to read than one awake. What ends a rest without a message, the loss of a store, is told by
 * the stores (L21); messages that were to end it and were lost are found out by a question (L20).
 */
final class LeaderRest {
  /** So many heart-beats without anything new come first: who rests by turns saves nothing. */
  private static final int CALM_HEARTBEATS = 4;

  private final NodeState node;
  private final Replication replication;
  private final LeaderLease lease;
  private final ReadRounds reads;
  private long calmSince;
  private int calmTicks;
  private boolean rested;

  LeaderRest(NodeState node, Replication replication, LeaderLease lease, ReadRounds reads) {
    this.node = node;
    this.replication = replication;
    this.lease = lease;
    this.reads = reads;
  }

  /** Once a tick: true iff the tick is to have no effect. */
  boolean tick(boolean transferring) {
    if (lasts(transferring)) {
      rested = true;
      return true;
    }
    if (rested) {
      rested = false;
      node.contact().restartQuorumPeriod(); // Nobody was asked for anything meanwhile.
    }
    if (calmSince != node.log.lastIndex()) {
      calmSince = node.log.lastIndex();
      calmTicks = 0;
    }
    calmTicks++;
    return false;
  }

  boolean lasts(boolean transferring) {
    if (transferring || !idle()) {
      return false;
    }
    long last = node.log.lastIndex();
    for (Progress progress : replication.tracker().all()) {
      long peer = progress.peer();
      if (peer != node.selfId()
          && (progress.restsAt() != last || !has(progress, last) || !lease.supportedBy(peer))) {
        return false;
      }
    }
    return true;
  }

  private boolean idle() {
    long last = node.log.lastIndex();
    return node.support.restful()
        && node.log.committed() == last
        && node.log.applied() == last
        && node.log.durable() == last
        && node.ownTermCommitted()
        && node.confIsOfApplied()
        && !node.members().joint()
        && reads.isEmpty();
  }

  private static boolean has(Progress progress, long last) {
    return progress.state() == ProgressState.REPLICATE && progress.match() == last;
  }

  /** With the heart-beats: asks those to rest that may and are not known to. */
  void invite(boolean transferring) {
    if (transferring || calmTicks < CALM_HEARTBEATS * node.config.heartbeatTicks() || !idle()) {
      return;
    }
    long last = node.log.lastIndex();
    for (Progress progress : replication.tracker().all()) {
      if (progress.peer() != node.selfId() && progress.restsAt() != last && has(progress, last)) {
        invite(progress);
      }
    }
  }

  void invite(Progress to) {
    node.send(new Message.Rest(node.selfId(), to.peer(), node.term(), node.log.lastIndex()));
  }

  void rests(Progress from, Message.Rested response) {
    from.markActive();
    if (lease.heldIn(response.from(), response.session())) {
      from.rests(response.index());
    }
  }
}
