package io.holdfast.raft.core;

import io.holdfast.raft.quorum.JointConfig;
import io.holdfast.raft.quorum.MajorityConfig;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A leader's right to answer reads alone in its term (L13, L14). Its end moves with what the stores
 * promise and is computed when asked; once it is closed, it is over for good. Any thread may ask;
 * only the group's loop closes.
 */
public final class Lease {
  /** No right at all. */
  public static final Lease NONE =
      new Lease(
          0,
          0,
          new JointConfig(MajorityConfig.EMPTY, MajorityConfig.EMPTY),
          Collections.emptySortedMap(),
          Support.NONE);

  private final long term;
  private final long self;
  private final JointConfig voters;
  private final SortedMap<Long, Long> sessions;
  private final Support support;
  private volatile boolean closed;

  /**
   * The lease of {@code self} in {@code term}.
   *
   * @param voters the configuration in force
   * @param sessions in which voters have acknowledged the leader of this term (L10)
   */
  Lease(long term, long self, JointConfig voters, SortedMap<Long, Long> sessions, Support support) {
    this.term = term;
    this.self = self;
    this.voters = voters;
    this.sessions = new TreeMap<>(sessions);
    this.support = support;
    this.closed = term == 0;
  }

  /** The term it belongs to, 0 for none. */
  public long term() {
    return term;
  }

  /** True iff it holds at {@code nanos} of this node's clock, read after what it is to cover. */
  public boolean covers(long nanos) {
    return !closed && nanos < endNanos();
  }

  /** The last instant until which a quorum has promised; both majorities of a joint one (L13). */
  long endNanos() {
    return voters.reachedByQuorum(this::until);
  }

  private long until(long peer) {
    if (peer == self) {
      return support.ownUntil();
    }
    Long session = sessions.get(peer);
    return session == null ? Long.MIN_VALUE : support.promisedUntil(peer, session);
  }

  /** From here on it covers nothing. Before any sign of it leaves this node (L14). */
  void close() {
    closed = true;
  }
}
