package io.holdfast.raft.core;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * The members of a group, as of an applied index. Lists hold peer ids in ascending order.
 *
 * @param voters the (incoming) majority configuration
 * @param learners replicate but do not vote
 * @param votersOutgoing the outgoing majority; not empty exactly in a joint configuration (Thesis
 *     §4.3)
 * @param learnersNext outgoing voters that become learners when the joint configuration is left
 * @param autoLeave the leader's host leaves the joint configuration by itself
 */
public record ConfState(
    List<Long> voters,
    List<Long> learners,
    List<Long> votersOutgoing,
    List<Long> learnersNext,
    boolean autoLeave) {
  /** Sorts and copies. */
  public ConfState {
    voters = sorted(voters);
    learners = sorted(learners);
    votersOutgoing = sorted(votersOutgoing);
    learnersNext = sorted(learnersNext);
  }

  /** A configuration that is not joint. */
  public static ConfState of(Collection<Long> voters, Collection<Long> learners) {
    return new ConfState(List.copyOf(voters), List.copyOf(learners), List.of(), List.of(), false);
  }

  private static List<Long> sorted(Collection<Long> ids) {
    return List.copyOf(new TreeSet<>(ids));
  }

  /** True iff two majorities must agree. */
  public boolean joint() {
    return !votersOutgoing.isEmpty();
  }
}
