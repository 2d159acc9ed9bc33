package io.holdfast.raft.core;

/**
 * What a member has promised the leader of a term: neither to campaign nor to vote while its store
 * supports the leader's (L10–L12). Memory suffices, because a store that restarts keeps still until
 * what it may have promised is over (L5).
 */
final class Fortification {
  private final Support support;

  /** What an earlier process may have promised, it promised leaders of this term or before. */
  private final long termBefore;

  private long term;
  private long leader;
  private long session;

  /** {@code durableTerm}: as this process found it. */
  Fortification(Support support, long durableTerm) {
    this.support = support;
    this.termBefore = durableTerm;
  }

  /**
   * The leader of {@code ofTerm}, which is this node's term, asks.
   *
   * @return the session to acknowledge, 0 when this store does not support the leader's
   */
  long accept(long ofTerm, long from) {
    long given = support.given(from);
    if (given != 0) {
      term = ofTerm;
      leader = from;
      session = given;
    }
    return given;
  }

  /** True iff this member must not campaign, nor help anybody else to lead. */
  boolean holds() {
    return session != 0 && support.given(leader) == session;
  }

  /** The leader it holds for; 0 before the first. */
  long leader() {
    return leader;
  }

  long term() {
    return term;
  }

  long session() {
    return session;
  }

  /** True iff a campaign of {@code from} in {@code campaignTerm} is not to be answered. */
  boolean bars(long from, long campaignTerm, boolean transfer) {
    if (support.graceful()) {
      // Nothing is known of what was promised, but that it was to leaders of the term of then at
      // the
      // most: a later leader that asks for this vote was elected when their leases were over, or is
      // that leader, and has closed its own (L16).
      return !transfer || campaignTerm <= termBefore;
    }
    if (!holds()) {
      return false;
    }
    // Who campaigns leads no more, and whom the leader told to campaign (L16) was told after the
    // lease of the term before had been closed.
    boolean over = campaignTerm > term && (from == leader || transfer);
    if (over) {
      end();
    }
    return !over;
  }

  /** Somebody leads {@code otherTerm}. */
  void led(long otherTerm) {
    if (otherTerm > term) {
      end();
    }
  }

  /** The leader says that it leads {@code endedTerm} no more. */
  void ended(long from, long endedTerm) {
    if (from == leader && endedTerm >= term) {
      end();
    }
  }

  /** The leader of {@code ofTerm} has told this member to take over. */
  void handedOver(long ofTerm) {
    if (term <= ofTerm) {
      end();
    }
  }

  private void end() {
    session = 0;
  }
}
