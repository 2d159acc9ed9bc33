package io.holdfast.store.region;

import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.PeerRole;
import io.holdfast.raft.core.ConfState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The roles of a region's peers and the configuration of its Raft group say the same:
 *
 * <pre>
 * role            incoming  outgoing  learner
 * Voter              x      x if joint
 * IncomingVoter      x
 * DemotingVoter                x      when the joint configuration is left
 * Learner                             x
 * </pre>
 *
 * <p>A region with an incoming or demoting voter is in a joint configuration, which its leader
 * leaves by itself. There is no role for a voter that is to go at once: it is demoted first.
 */
public final class PeerRoles {
  private PeerRoles() {}

  /** The configuration that the roles stand for. */
  public static ConfState conf(List<Peer> peers) {
    boolean joint = false;
    for (Peer peer : peers) {
      joint |= peer.getRole() == PeerRole.IncomingVoter || peer.getRole() == PeerRole.DemotingVoter;
    }
    List<Long> voters = new ArrayList<>();
    List<Long> outgoing = new ArrayList<>();
    List<Long> learners = new ArrayList<>();
    List<Long> learnersNext = new ArrayList<>();
    for (Peer peer : peers) {
      switch (peer.getRole()) {
        case Learner -> learners.add(peer.getId());
        case IncomingVoter -> voters.add(peer.getId());
        case DemotingVoter -> {
          outgoing.add(peer.getId());
          learnersNext.add(peer.getId());
        }
        case Voter, UNRECOGNIZED -> {
          voters.add(peer.getId());
          if (joint) {
            outgoing.add(peer.getId());
          }
        }
      }
    }
    return new ConfState(voters, learners, outgoing, learnersNext, joint);
  }

  /** The role of a peer in a configuration, null when it is no member. */
  public static @Nullable PeerRole of(ConfState conf, long peerId) {
    boolean incoming = conf.voters().contains(peerId);
    boolean outgoing = conf.votersOutgoing().contains(peerId);
    if (incoming) {
      return outgoing || !conf.joint() ? PeerRole.Voter : PeerRole.IncomingVoter;
    }
    if (outgoing) {
      return PeerRole.DemotingVoter;
    }
    return conf.learners().contains(peerId) ? PeerRole.Learner : null;
  }
}
