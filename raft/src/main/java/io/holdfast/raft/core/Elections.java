package io.holdfast.raft.core;

/** Campaigns and answers to campaigns (Raft §5.2, §5.4.1; Thesis §3.10, §9.6). */
final class Elections {
  private final NodeState node;

  Elections(NodeState node) {
    this.node = node;
  }

  /** Campaigns, with a pre-vote first if configured. */
  void campaign() {
    if (!mayCampaign(false)) {
      return;
    }
    if (node.config.preVote()) {
      node.becomePreCandidate();
      ask();
    } else {
      campaignForReal(false);
    }
  }

  /** The leader asked this node to take over: no pre-vote, and followers answer at once. */
  void campaignForTransfer() {
    node.fortification.handedOver(node.term());
    if (mayCampaign(true)) {
      campaignForReal(true);
    }
  }

  void campaignForReal(boolean transfer) {
    node.becomeCandidate(transfer);
    ask();
  }

  /** {@code asked}: by the leader, whose lease is closed; that is no help to another (L5, L16). */
  private boolean mayCampaign(boolean asked) {
    if (node.role() == Role.LEADER) {
      return false;
    }
    if (!node.members().isVoter(node.selfId())) {
      node.events.onNoCampaign("not a voter");
      return false;
    }
    if ((node.support.graceful() && !asked) || node.fortification.holds()) {
      node.events.onNoCampaign("L11 holds to leader " + node.fortification.leader());
      return false;
    }
    if (node.log.restoring()) {
      node.events.onNoCampaign("installing a snapshot");
      return false;
    }
    if (node.log.hasUnappliedConfChange(node.config.committedBytesMax())) {
      // L18: the configuration known here may be one step behind that of the quorum.
      node.events.onNoCampaign("a committed conf change is not applied");
      return false;
    }
    return true;
  }

  private void ask() {
    Candidate candidate = (Candidate) node.behaviour();
    long lastIndex = node.log.lastIndex();
    long lastTerm = node.log.lastTerm();
    for (long voter : node.members().voters().voters()) {
      if (voter == node.selfId()) {
        continue;
      }
      node.send(
          candidate.preVote()
              ? new Message.PreVoteRequest(
                  node.selfId(), voter, node.term() + 1, lastIndex, lastTerm)
              : new Message.VoteRequest(
                  node.selfId(), voter, node.term(), lastIndex, lastTerm, candidate.transfer()));
    }
    candidate.begin();
  }

  /** Learners answer too: they may have become voters without knowing it yet. */
  void onPreVoteRequest(Message.PreVoteRequest request) {
    boolean granted =
        request.term() > node.term()
            && node.log.isUpToDate(request.lastIndex(), request.lastTerm());
    if (granted) {
      node.send(new Message.PreVoteResponse(node.selfId(), request.from(), request.term(), true));
    } else {
      refusePreVote(request.from());
    }
  }

  void onVoteRequest(Message.VoteRequest request) {
    boolean free = node.vote() == 0 && node.leader() == 0;
    boolean granted =
        (free || node.vote() == request.from())
            && node.log.isUpToDate(request.lastIndex(), request.lastTerm());
    if (granted) {
      node.voteFor(request.from());
      // Raft §5.2: forgotten in a crash, the vote could be given again to another candidate.
      node.sendAfterPersist(
          new Message.VoteResponse(node.selfId(), request.from(), node.term(), true));
    } else {
      refuseVote(request.from());
    }
  }

  void refusePreVote(long to) {
    long commit = node.log.committed();
    node.send(
        new Message.PreVoteResponse(
            node.selfId(), to, node.term(), false, commit, Math.max(0, node.log.term(commit))));
  }

  void refuseVote(long to) {
    long commit = node.log.committed();
    node.send(
        new Message.VoteResponse(
            node.selfId(), to, node.term(), false, commit, Math.max(0, node.log.term(commit))));
  }

  /**
   * What a voter that refused knows to be committed is so in any term. It may be the change of the
   * configuration that makes its vote unnecessary.
   */
  void learnCommit(long commit, long commitTerm) {
    if (node.role() == Role.LEADER
        || commit <= node.log.committed()
        || !node.log.matches(commit, commitTerm)) {
      return;
    }
    node.commitTo(commit);
    if (node.role() != Role.FOLLOWER
        && node.log.hasUnappliedConfChange(node.config.committedBytesMax())) {
      // L18: this campaign counts votes in a configuration that is over.
      node.becomeFollower(node.term(), 0);
    }
  }
}
