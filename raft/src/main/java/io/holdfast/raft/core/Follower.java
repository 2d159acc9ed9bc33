package io.holdfast.raft.core;

import io.holdfast.runtime.base.Invariant;

/** Does what the leader says. */
final class Follower implements Behaviour {
  private final NodeState node;

  /** The leader has said that nothing follows this index, 0 when it has not (L22). */
  private long restsAt;

  Follower(NodeState node) {
    this.node = node;
  }

  @Override
  public Role role() {
    return Role.FOLLOWER;
  }

  @Override
  public boolean atRest() {
    return restsAt != 0
        && holdsAll(restsAt)
        && node.fortification.holds()
        && node.fortification.term() == node.term()
        && node.fortification.leader() == node.leader();
  }

  @Override
  public void tick() {
    if (atRest()) {
      return;
    }
    if (restsAt != 0 && !node.fortification.holds()) {
      node.contact().lapsed(); // L21: the store of the leader is lost, for many groups at once.
    }
    restsAt = 0;
    node.tickElection();
  }

  @Override
  public void step(Message message) {
    switch (message.kind()) {
      case APPEND -> {
        node.follow(message.from());
        onAppend((Message.Append) message);
      }
      case HEARTBEAT -> {
        node.follow(message.from());
        onHeartbeat((Message.Heartbeat) message);
      }
      case INSTALL_SNAPSHOT -> {
        node.follow(message.from());
        onSnapshot((Message.InstallSnapshot) message);
      }
      case FORTIFY -> {
        node.follow(message.from());
        onFortify(message.from());
      }
      case REST -> {
        node.follow(message.from());
        onRest((Message.Rest) message);
      }
      case FORTIFIED -> node.answerFortified((Message.Fortified) message);
      case DEFORTIFY -> {
        // Heard wherever it comes in.
      }
      case READ_INDEX_RESPONSE -> {
        Message.ReadIndexResponse response = (Message.ReadIndexResponse) message;
        node.outbox.answerRead(new ReadState(response.context(), response.index()));
      }
      case TIMEOUT_NOW -> node.elections.campaignForTransfer();
      default -> node.events.onIgnored(message, "not a leader");
    }
  }

  private void onAppend(Message.Append append) {
    RaftLogView log = node.log;
    checkAgreement(append.prevIndex(), append.prevTerm());
    for (Entry entry : append.entries()) {
      if (entry.index() > log.committed()) {
        break;
      }
      checkAgreement(entry.index(), entry.term());
    }
    if (append.prevIndex() < log.committed()) {
      // Late. What is committed here is equal to the leader's log (Raft §5.4.3).
      acknowledge(append.from(), log.committed());
      return;
    }
    // RAFT-2: entries are taken only behind an equal one.
    if (!log.matches(append.prevIndex(), append.prevTerm())) {
      reject(append);
      return;
    }
    long replacedFrom = log.accept(append.entries());
    if (replacedFrom != 0) {
      node.events.onTruncated(replacedFrom);
    }
    // RAFT-5. Only what this message compared is known to equal the leader's log; later entries
    // here may be wrong (Raft §5.3, receiver rule 5).
    node.commitTo(Math.min(append.commit(), append.lastIndex()));
    acknowledge(append.from(), append.lastIndex());
  }

  /**
   * RAFT-8: a leader's log holds what is committed, in any term before its own and in its own. If
   * it says otherwise, a quorum has forgotten what it acknowledged, or this node's disk holds what
   * was never agreed on. Either way nothing that this node knows can be relied on.
   */
  private void checkAgreement(long index, long term) {
    if (node.log.contradictsCommitted(index, term)) {
      Invariant.check(
          false,
          "RAFT-8 the leader's log contradicts what is committed here",
          "index",
          index,
          "leaderTerm",
          term,
          "ownTerm",
          node.log.term(index));
    }
  }

  private void reject(Message.Append append) {
    RaftLogView log = node.log;
    long hint = log.lastIndexNotAfterTerm(append.prevIndex(), append.prevTerm());
    long hintTerm = Math.max(0, log.term(hint));
    node.send(
        new Message.AppendResponse(
            node.selfId(), append.from(), node.term(), append.prevIndex(), true, hint, hintTerm));
  }

  private void acknowledge(long leader, long index) {
    Message response =
        new Message.AppendResponse(node.selfId(), leader, node.term(), index, false, 0, 0);
    if (index <= node.log.durable()) {
      node.send(response);
    } else {
      node.sendAfterPersist(response);
    }
  }

  private void onHeartbeat(Message.Heartbeat heartbeat) {
    node.commitTo(heartbeat.commit());
    node.send(
        new Message.HeartbeatResponse(
            node.selfId(), heartbeat.from(), node.term(), heartbeat.round()));
  }

  /** Accepted only of the leader of this very term, by who is in touch with its store (L10). */
  private void onFortify(long leader) {
    long session = node.fortification.accept(node.term(), leader);
    if (session != 0) {
      node.send(new Message.Fortified(node.selfId(), leader, node.term(), node.term(), session));
    }
  }

  /**
   * L22: rests only who holds to the leader, and has as committed and applied, durably, all that
   * the leader has. It says so in every case that is true, for its last word may be lost.
   */
  private void onRest(Message.Rest message) {
    restsAt = message.index();
    if (atRest() && node.log.durable() == restsAt) {
      node.send(
          new Message.Rested(
              node.selfId(), message.from(), node.term(), restsAt, node.fortification.session()));
    } else {
      restsAt = 0;
    }
  }

  private boolean holdsAll(long index) {
    RaftLogView log = node.log;
    return log.lastIndex() == index
        && log.committed() == index
        && log.applied() == index
        && !log.restoring();
  }

  private void onSnapshot(Message.InstallSnapshot message) {
    SnapshotMeta meta = message.meta();
    RaftLogView log = node.log;
    checkAgreement(meta.index(), meta.term());
    if (meta.index() <= log.committed()) {
      node.events.onIgnored(message, "committed already");
    } else if (log.matches(meta.index(), meta.term())) {
      // The log has it: no need for the data, only the news that it is committed.
      node.commitTo(meta.index());
      node.events.onIgnored(message, "in the log already");
    } else if (!Members.of(meta.conf()).isMember(node.selfId())) {
      node.events.onIgnored(message, "not a member in the snapshot");
      return;
    } else {
      log.restore(meta);
      node.reconfigure(Members.of(meta.conf()));
      node.events.onRestored(meta);
    }
    acknowledge(message.from(), log.committed());
  }
}
