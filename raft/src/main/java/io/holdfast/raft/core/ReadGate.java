package io.holdfast.raft.core;

/**
 * When a leader may begin to answer reads. The safe rule is {@link #OWN_TERM_COMMITTED}; the type
 * exists so that tests can plant the bug of leaving it out and see it found.
 */
interface ReadGate {
  /**
   * A new leader has all committed entries but does not know which they are until one of its own
   * term is committed (Raft §8, Thesis §6.4).
   */
  ReadGate OWN_TERM_COMMITTED = ownTermCommitted -> ownTermCommitted;

  boolean open(boolean ownTermCommitted);
}
