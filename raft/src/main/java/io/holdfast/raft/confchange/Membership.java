package io.holdfast.raft.confchange;

import io.holdfast.raft.quorum.JointConfig;
import io.holdfast.raft.quorum.MajorityConfig;
import io.holdfast.runtime.base.Invariant;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Who belongs to a group, and how.
 *
 * @param incoming voters, or the voters to come
 * @param outgoing voters to go; not empty exactly in a joint configuration
 * @param learners receive the log, do not vote
 * @param learnersNext outgoing voters that become learners when the joint configuration is left
 * @param autoLeave the leader leaves the joint configuration by itself
 * @param voters the quorum arithmetic of incoming and outgoing
 */
public record Membership(
    SortedSet<Long> incoming,
    SortedSet<Long> outgoing,
    SortedSet<Long> learners,
    SortedSet<Long> learnersNext,
    boolean autoLeave,
    JointConfig voters) {
  /** Copies and checks. */
  public static Membership of(
      Collection<Long> incoming,
      Collection<Long> outgoing,
      Collection<Long> learners,
      Collection<Long> learnersNext,
      boolean autoLeave) {
    Membership membership =
        new Membership(
            copy(incoming),
            copy(outgoing),
            copy(learners),
            copy(learnersNext),
            autoLeave,
            new JointConfig(MajorityConfig.of(incoming), MajorityConfig.of(outgoing)));
    membership.check();
    return membership;
  }

  private static SortedSet<Long> copy(Collection<Long> peers) {
    return Collections.unmodifiableSortedSet(new TreeSet<>(peers));
  }

  /** True iff two majorities must agree. */
  public boolean joint() {
    return !outgoing.isEmpty();
  }

  /** True iff {@code peer} votes now. */
  public boolean isVoter(long peer) {
    return voters.contains(peer);
  }

  /** True iff {@code peer} is a voter or a learner now. */
  public boolean isMember(long peer) {
    return isVoter(peer) || learners.contains(peer);
  }

  private void check() {
    for (long learner : learners) {
      Invariant.check(!isVoter(learner), "Voter and learner at once", "peer", learner);
    }
    for (long next : learnersNext) {
      Invariant.check(
          outgoing.contains(next) && !incoming.contains(next) && !learners.contains(next),
          "A learner to come must be an outgoing voter only",
          "peer",
          next);
    }
    Invariant.check(joint() || !autoLeave, "Auto-leave without a joint configuration");
  }
}
