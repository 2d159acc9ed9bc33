package io.holdfast.raft.core;

import java.util.TreeMap;

/**
 * How a leader comes to its lease, and how it ends (L10, L13–L17): asks the voters to hold to it,
 * remembers in which session of their stores they said yes, and closes the lease for the rest of
 * the term before anything that may let somebody else lead.
 */
final class LeaderLease {
  private final NodeState node;
  private final TreeMap<Long, Long> sessions = new TreeMap<>();
  private Lease lease;
  private boolean closed;

  /** No end that was published before the configuration changed is later. */
  private long latestEnd = Long.MIN_VALUE;

  LeaderLease(NodeState node) {
    this.node = node;
    this.closed = !node.support.enabled();
    this.lease = Lease.NONE;
    renew();
  }

  /** The lease as it is now; {@link Lease#NONE} once it is closed. */
  Lease lease() {
    return lease;
  }

  /**
   * Asks those whose promise is not known, or is over. Learners are asked, too: they count for no
   * lease, but rest only while they hold to a leader.
   */
  void fortify() {
    if (closed) {
      return;
    }
    for (long voter : node.members().voters().voters()) {
      fortify(voter);
    }
    for (long learner : node.members().learners()) {
      fortify(learner);
    }
  }

  private void fortify(long peer) {
    if (peer == node.selfId()) {
      return;
    }
    node.support.want(peer);
    if (!supportedBy(peer)) {
      node.send(new Message.Fortify(node.selfId(), peer, node.term()));
    }
  }

  /** True iff that member holds to this leader, and its store was in touch lately. */
  boolean supportedBy(long peer) {
    Long session = sessions.get(peer);
    return session != null && node.support.supports(peer, session);
  }

  /** True iff that member has acknowledged this leader last in {@code session}. */
  boolean heldIn(long peer, long session) {
    Long known = sessions.get(peer);
    return known != null && known == session;
  }

  /**
   * A member holds to this leader as long as its store keeps {@code session}. True iff that is
   * news.
   */
  boolean acknowledged(long peer, long session) {
    Long before = sessions.put(peer, session);
    boolean news = before == null || before != session;
    if (news) {
      renew();
    }
    return news;
  }

  /** Another configuration is in force; what was published in the one before holds a while. */
  void reconfigured() {
    latestEnd = Math.max(latestEnd, node.support.ownUntil());
    renew();
  }

  private void renew() {
    lease.close();
    lease =
        closed
            ? Lease.NONE
            : new Lease(
                node.term(), node.selfId(), node.members().voters(), sessions, node.support);
  }

  /** For the rest of the term; before anything is said that may let another lead (L14, L16). */
  void close() {
    if (!closed) {
      closed = true;
      renew();
    }
  }

  /**
   * True iff the quorum in force does not support this leader for as long as one before it did: two
   * configurations apart, majorities need not meet (L17). What was promised ends by itself: members
   * that never promise, as their clocks differ, say, hold changes up no longer than that.
   */
  boolean behindItself() {
    return lease.term() != 0 && lease.endNanos() < latestEnd && node.support.nowNanos() < latestEnd;
  }
}
