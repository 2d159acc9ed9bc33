package io.holdfast.raft.core;

/** What a node currently is in its group (Raft §5.1; pre-vote: Thesis §9.6). */
public enum Role {
  /** Follows a leader, or waits for one. */
  FOLLOWER,
  /** Asks whether it could win before it disturbs anyone with a higher term. */
  PRE_CANDIDATE,
  /** Asks for votes in a new term. */
  CANDIDATE,
  /** Orders the log of its term. */
  LEADER
}
