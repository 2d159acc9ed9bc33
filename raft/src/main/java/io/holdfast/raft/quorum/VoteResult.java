package io.holdfast.raft.quorum;

/** Where an election stands. */
public enum VoteResult {
  /** A quorum granted. */
  WON,
  /** No quorum can be reached any more. */
  LOST,
  /** Answers are missing. */
  PENDING
}
