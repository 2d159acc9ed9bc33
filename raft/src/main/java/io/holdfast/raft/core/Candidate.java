package io.holdfast.raft.core;

import io.holdfast.raft.quorum.VoteResult;
import java.util.TreeMap;

/** Collects votes, or pre-votes. A new object for each campaign. */
final class Candidate implements Behaviour {
  private final NodeState node;
  private final boolean preVote;
  private final boolean transfer;
  private final TreeMap<Long, Boolean> votes = new TreeMap<>();

  Candidate(NodeState node, boolean preVote, boolean transfer) {
    this.node = node;
    this.preVote = preVote;
    this.transfer = transfer;
  }

  boolean preVote() {
    return preVote;
  }

  boolean transfer() {
    return transfer;
  }

  @Override
  public Role role() {
    return preVote ? Role.PRE_CANDIDATE : Role.CANDIDATE;
  }

  /** A pre-vote for oneself promises nothing; a vote counts when it is durable. */
  void begin() {
    if (preVote) {
      count(node.selfId(), true);
    }
  }

  /** The node's own vote may have become durable. */
  void onPersisted() {
    if (!preVote && node.ownVoteDurable()) {
      count(node.selfId(), true);
    }
  }

  @Override
  public void tick() {
    node.tickElection();
  }

  @Override
  public void step(Message message) {
    switch (message.kind()) {
      case PRE_VOTE_RESPONSE -> onPreVote((Message.PreVoteResponse) message);
      case VOTE_RESPONSE -> {
        if (!preVote) {
          count(message.from(), ((Message.VoteResponse) message).granted());
        }
      }
      case APPEND, HEARTBEAT, INSTALL_SNAPSHOT, FORTIFY, REST -> {
        // Somebody else has won this term.
        node.becomeFollower(node.term(), message.from());
        node.behaviour().step(message);
      }
      case FORTIFIED -> node.answerFortified((Message.Fortified) message);
      default -> node.events.onIgnored(message, "campaigning");
    }
  }

  private void onPreVote(Message.PreVoteResponse response) {
    // A grant for an earlier campaign names an earlier term.
    boolean forThis = !response.granted() || response.term() == node.term() + 1;
    if (preVote && forThis) {
      count(response.from(), response.granted());
    }
  }

  private void count(long peer, boolean granted) {
    votes.putIfAbsent(peer, granted);
    VoteResult result =
        node.members()
            .voters()
            .voteResult(votes::containsKey, voter -> votes.getOrDefault(voter, false));
    switch (result) {
      case WON -> {
        if (preVote) {
          node.elections.campaignForReal(false);
        } else if (node.ownVoteDurable()) {
          node.becomeLeader();
        }
      }
      case LOST -> node.becomeFollower(node.term(), 0);
      case PENDING -> {}
    }
  }
}
