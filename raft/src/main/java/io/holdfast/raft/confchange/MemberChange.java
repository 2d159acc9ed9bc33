package io.holdfast.raft.confchange;

/** What happens to one peer. */
public record MemberChange(Kind kind, long peer) {
  /** Which way. */
  public enum Kind {
    /** Becomes a voter. */
    VOTER,
    /** Becomes a learner. */
    LEARNER,
    /** Leaves. */
    NONE
  }
}
