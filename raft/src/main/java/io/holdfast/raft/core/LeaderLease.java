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

  /** Asks those whose promise is not known, or is over. */
  void fortify() {
    if (closed) {
      return;
    }
    long now = node.support.nowNanos();
    for (long voter : node.members().voters().voters()) {
      if (voter == node.selfId()) {
        continue;
      }
      node.support.want(voter);
      Long session = sessions.get(voter);
      if (session == null || node.support.promisedUntil(voter, session) <= now) {
        node.send(new Message.Fortify(node.selfId(), voter, node.term()));
      }
    }
  }

  /** A voter holds to this leader as long as its store keeps {@code session}. */
  void acknowledged(long voter, long session) {
    Long before = sessions.put(voter, session);
    if (before == null || before != session) {
      renew();
    }
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
