package io.holdfast.raft.core;

/** Campaigns and answers to campaigns (Raft §5.2, §5.4.1; Thesis §3.10, §9.6). */
final class Elections {
  private final NodeState node;

  Elections(NodeState node) {
    this.node = node;
  }

  /** Campaigns, with a pre-vote first if configured. */
  void campaign() {
    if (!mayCampaign()) {
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
    if (mayCampaign()) {
      campaignForReal(true);
    }
  }

  void campaignForReal(boolean transfer) {
    node.becomeCandidate(transfer);
    ask();
  }

  private boolean mayCampaign() {
    if (node.role() == Role.LEADER) {
      return false;
    }
    if (!node.members().isVoter(node.selfId())) {
      node.events.onNoCampaign("not a voter");
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
    long term = granted ? request.term() : node.term();
    node.send(new Message.PreVoteResponse(node.selfId(), request.from(), term, granted));
  }

  void onVoteRequest(Message.VoteRequest request) {
    boolean free = node.vote() == 0 && node.leader() == 0;
    boolean granted =
        (free || node.vote() == request.from())
            && node.log.isUpToDate(request.lastIndex(), request.lastTerm());
    Message response =
        new Message.VoteResponse(node.selfId(), request.from(), node.term(), granted);
    if (granted) {
      node.voteFor(request.from());
      // Raft §5.2: forgotten in a crash, the vote could be given again to another candidate.
      node.sendAfterPersist(response);
    } else {
      node.send(response);
    }
  }
}
