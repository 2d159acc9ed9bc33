package io.holdfast.store.region;

import io.holdfast.raft.core.HardState;
import io.holdfast.raft.core.Message;
import org.jspecify.annotations.Nullable;

/**
 * How a member that has never held anything answers a campaign. Its log is the one that every
 * region begins with, so it votes as any member with that log would (Raft §5.2, §5.4.1).
 *
 * @param state term and vote from now on; durable before {@code answer} leaves
 * @param answer null when there is none
 */
record Ballot(HardState state, @Nullable Message answer) {
  /**
   * Decides.
   *
   * @param known term and vote so far
   * @param hearsLeader whoever hears a leader does not help to depose it (Thesis §4.2.3)
   */
  static Ballot of(HardState known, Message request, boolean hearsLeader) {
    if (request instanceof Message.PreVoteRequest asked && !hearsLeader) {
      return new Ballot(known, answer(known, asked));
    }
    if (request instanceof Message.VoteRequest asked && (!hearsLeader || asked.transfer())) {
      return vote(known, asked);
    }
    return new Ballot(known, null);
  }

  /** Promises nothing (Thesis §9.6). */
  private static Message answer(HardState known, Message.PreVoteRequest asked) {
    boolean granted =
        asked.term() > known.term() && isUpToDate(asked.lastIndex(), asked.lastTerm());
    return new Message.PreVoteResponse(
        asked.to(), asked.from(), granted ? asked.term() : known.term(), granted);
  }

  private static Ballot vote(HardState known, Message.VoteRequest asked) {
    if (asked.term() < known.term()) {
      return new Ballot(
          known, new Message.VoteResponse(asked.to(), asked.from(), known.term(), false));
    }
    long vote = asked.term() > known.term() ? 0 : known.vote();
    boolean granted =
        (vote == 0 || vote == asked.from()) && isUpToDate(asked.lastIndex(), asked.lastTerm());
    return new Ballot(
        new HardState(asked.term(), granted ? asked.from() : vote, known.commit()),
        new Message.VoteResponse(asked.to(), asked.from(), asked.term(), granted));
  }

  private static boolean isUpToDate(long lastIndex, long lastTerm) {
    return lastTerm > RegionStates.INITIAL_TERM
        || (lastTerm == RegionStates.INITIAL_TERM && lastIndex >= RegionStates.INITIAL_INDEX);
  }
}
