package io.holdfast.raft.progress;

import io.holdfast.raft.quorum.JointConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The progress of all peers of a group, by ascending id, and the quorums over it. */
public final class ProgressTracker {
  private final long selfId;
  private final int inflightMessagesMax;
  private final long inflightBytesMax;
  private final TreeMap<Long, Progress> peers = new TreeMap<>();
  private JointConfig voters;

  /** Starts without peers. */
  public ProgressTracker(
      long selfId, JointConfig voters, int inflightMessagesMax, long inflightBytesMax) {
    this.selfId = selfId;
    this.voters = voters;
    this.inflightMessagesMax = inflightMessagesMax;
    this.inflightBytesMax = inflightBytesMax;
  }

  /**
   * A configuration comes into force: keeps what is known of the peers that stay. New ones begin at
   * {@code next}, and count as active so that they get a whole period to answer.
   */
  public void reconfigure(JointConfig newVoters, SortedSet<Long> learners, long next) {
    TreeSet<Long> members = new TreeSet<>(learners);
    for (long voter : newVoters.voters()) {
      members.add(voter);
    }
    peers.keySet().retainAll(members);
    for (long member : members) {
      if (!peers.containsKey(member)) {
        Progress progress = new Progress(member, next, inflightMessagesMax, inflightBytesMax);
        progress.markActive();
        peers.put(member, progress);
      }
    }
    voters = newVoters;
  }

  /** The peer's progress, null if it is no member. */
  public @Nullable Progress get(long peer) {
    return peers.get(peer);
  }

  /** All members by ascending id, the node itself included. */
  public Collection<Progress> all() {
    return Collections.unmodifiableCollection(peers.values());
  }

  /** All members but the node itself. */
  public List<Progress> others() {
    List<Progress> others = new ArrayList<>(peers.size());
    for (Progress progress : peers.values()) {
      if (progress.peer() != selfId) {
        others.add(progress);
      }
    }
    return others;
  }

  /** True iff it votes. */
  public boolean isVoter(long peer) {
    return voters.contains(peer);
  }

  /** The highest index that is durable at a quorum. */
  public long matchOfQuorum() {
    return voters.reachedByQuorum(
        peer -> {
          Progress progress = peers.get(peer);
          return progress == null ? 0 : progress.match();
        });
  }

  /** The latest read round that a quorum confirmed, the node itself having confirmed all. */
  public long roundOfQuorum(long latestRound) {
    return voters.reachedByQuorum(
        peer -> {
          if (peer == selfId) {
            return latestRound;
          }
          Progress progress = peers.get(peer);
          return progress == null ? 0 : progress.ackedRound();
        });
  }

  /** True iff a quorum, the node itself included, has answered since the last call; starts anew. */
  public boolean takeQuorumActive() {
    boolean quorum =
        voters.isQuorum(
            peer -> {
              Progress progress = peers.get(peer);
              return peer == selfId || (progress != null && progress.active());
            });
    peers.values().forEach(Progress::clearActive);
    return quorum;
  }
}
