package io.holdfast.raft.driver;

/** Why a group is given ticks again. */
public enum WakeReason {
  /** It was opened. */
  OPENED,
  /** A message, a proposal, a read, an answer of the log: it has something to do. */
  WORK,
  /** A store that some of its members live on is not there any more. */
  STORE_LOST
}
