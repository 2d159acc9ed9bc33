package io.holdfast.raft.quorum;

import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;

/**
 * One majority, or two of which each must agree.
 *
 * @param incoming the majority, or the one to come
 * @param outgoing the one to go; empty outside a joint configuration
 */
public record JointConfig(MajorityConfig incoming, MajorityConfig outgoing) {
  /** True iff {@code peer} votes in either. */
  public boolean contains(long peer) {
    return incoming.contains(peer) || outgoing.contains(peer);
  }

  /** All voters, ascending. */
  public long[] voters() {
    if (outgoing.size() == 0) {
      return incoming.voters();
    }
    return LongStream.concat(LongStream.of(incoming.voters()), LongStream.of(outgoing.voters()))
        .sorted()
        .distinct()
        .toArray();
  }

  /** The highest value that both majorities have reached. */
  public long reachedByQuorum(LongUnaryOperator reached) {
    return Math.min(incoming.reachedByQuorum(reached), outgoing.reachedByQuorum(reached));
  }

  /** Won if both are won, lost if one is lost. */
  public VoteResult voteResult(LongPredicate answered, LongPredicate granted) {
    VoteResult in = incoming.voteResult(answered, granted);
    VoteResult out = outgoing.voteResult(answered, granted);
    if (in == out) {
      return in;
    }
    return in == VoteResult.LOST || out == VoteResult.LOST ? VoteResult.LOST : VoteResult.PENDING;
  }

  /** True iff those for whom {@code agrees} holds are a quorum. */
  public boolean isQuorum(LongPredicate agrees) {
    return voteResult(peer -> true, agrees) == VoteResult.WON;
  }
}
