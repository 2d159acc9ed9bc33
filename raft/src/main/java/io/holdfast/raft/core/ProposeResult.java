package io.holdfast.raft.core;

/**
 * What became of a proposal. {@code index} and {@code term} identify the entry if it was accepted,
 * and are 0 otherwise; accepted does not mean committed.
 */
public record ProposeResult(Outcome outcome, long index, long term) {
  /** Why, or that. */
  public enum Outcome {
    /** Appended to the leader's log. */
    ACCEPTED,
    /** Only leaders accept proposals. */
    NOT_LEADER,
    /** Above {@link RaftConfig#entryBytesMax()}. */
    ENTRY_TOO_LARGE,
    /** Too much accepted and not yet committed, or not yet durable here; try again later. */
    UNCOMMITTED_FULL,
    /** Leadership is being handed over; the new leader accepts. */
    TRANSFERRING,
    /** Conf changes: another one may be in the log and not applied yet (Thesis §4.1). */
    CONF_CHANGE_PENDING,
    /** Conf changes: nothing of the leader's own term is committed yet (the 2015 bug). */
    NO_OWN_TERM_COMMIT,
    /** Conf changes: does not fit the present configuration. */
    INVALID_CONF_CHANGE
  }

  static ProposeResult accepted(long index, long term) {
    return new ProposeResult(Outcome.ACCEPTED, index, term);
  }

  static ProposeResult refused(Outcome outcome) {
    return new ProposeResult(outcome, 0, 0);
  }

  /** True iff the entry is in the leader's log. */
  public boolean isAccepted() {
    return outcome == Outcome.ACCEPTED;
  }
}
