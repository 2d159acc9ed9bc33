package io.holdfast.pd.operator;

import io.holdfast.pd.state.RegionInfo;
import io.holdfast.protocol.wire.eraftpb.ConfChangeType;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.PeerRole;
import io.holdfast.protocol.wire.pdpb.ChangePeer;
import io.holdfast.protocol.wire.pdpb.ChangePeerV2;
import io.holdfast.protocol.wire.pdpb.RegionHeartbeatResponse;

/** One change a region's leader is asked for. */
sealed interface Step {
  /** True iff the region looks as if the step were done. */
  boolean finished(RegionInfo region);

  /** True iff the step can still be taken in the region as it is. */
  boolean possible(RegionInfo region);

  /** What the leader is asked to do. */
  RegionHeartbeatResponse order();

  private static RegionHeartbeatResponse change(ConfChangeType type, Peer peer, PeerRole role) {
    return RegionHeartbeatResponse.newBuilder().setChangePeer(part(type, peer, role)).build();
  }

  private static ChangePeer.Builder part(ConfChangeType type, Peer peer, PeerRole role) {
    return ChangePeer.newBuilder().setPeer(peer.toBuilder().setRole(role)).setChangeType(type);
  }

  private static RegionHeartbeatResponse transfer(Peer to) {
    return RegionHeartbeatResponse.newBuilder()
        .setTransferLeader(io.holdfast.protocol.wire.pdpb.TransferLeader.newBuilder().setPeer(to))
        .build();
  }

  /** Add a learner; done when it has caught up. */
  record AddLearner(Peer peer) implements Step {
    @Override
    public boolean finished(RegionInfo region) {
      return region.peer(peer.getId()) != null
          && !region.pending(peer.getId())
          && !region.down(peer.getId());
    }

    @Override
    public boolean possible(RegionInfo region) {
      Peer there = region.peerOnStore(peer.getStoreId());
      return there == null || there.getId() == peer.getId();
    }

    @Override
    public RegionHeartbeatResponse order() {
      return change(ConfChangeType.AddLearnerNode, peer, PeerRole.Learner);
    }
  }

  /** Make a learner a voter. */
  record Promote(Peer peer) implements Step {
    @Override
    public boolean finished(RegionInfo region) {
      Peer there = region.peer(peer.getId());
      return there != null && there.getRole() == PeerRole.Voter;
    }

    @Override
    public boolean possible(RegionInfo region) {
      return region.peer(peer.getId()) != null;
    }

    @Override
    public RegionHeartbeatResponse order() {
      return change(ConfChangeType.AddNode, peer, PeerRole.Voter);
    }
  }

  /**
   * A learner becomes a voter, and a voter that does not lead a learner, at once. The leader goes
   * through a joint configuration and leaves it by itself.
   */
  record Swap(Peer comes, Peer goes) implements Step {
    @Override
    public boolean finished(RegionInfo region) {
      Peer voter = region.peer(comes.getId());
      Peer learner = region.peer(goes.getId());
      return voter != null
          && voter.getRole() == PeerRole.Voter
          && (learner == null || learner.getRole() == PeerRole.Learner);
    }

    @Override
    public boolean possible(RegionInfo region) {
      Peer leader = region.leader();
      return region.peer(comes.getId()) != null
          && region.peer(goes.getId()) != null
          && (leader == null || leader.getId() != goes.getId());
    }

    @Override
    public RegionHeartbeatResponse order() {
      return RegionHeartbeatResponse.newBuilder()
          .setChangePeerV2(
              ChangePeerV2.newBuilder()
                  .addChanges(part(ConfChangeType.AddNode, comes, PeerRole.Voter))
                  .addChanges(part(ConfChangeType.AddLearnerNode, goes, PeerRole.Learner)))
          .build();
    }
  }

  /** Remove a peer that does not lead. */
  record Remove(Peer peer) implements Step {
    @Override
    public boolean finished(RegionInfo region) {
      return region.peer(peer.getId()) == null;
    }

    @Override
    public boolean possible(RegionInfo region) {
      Peer leader = region.leader();
      return leader == null || leader.getId() != peer.getId();
    }

    @Override
    public RegionHeartbeatResponse order() {
      return change(ConfChangeType.RemoveNode, peer, peer.getRole());
    }
  }

  /** A certain voter leads. */
  record TransferLeader(Peer to) implements Step {
    @Override
    public boolean finished(RegionInfo region) {
      Peer leader = region.leader();
      return leader != null && leader.getId() == to.getId();
    }

    @Override
    public boolean possible(RegionInfo region) {
      Peer there = region.peer(to.getId());
      return there != null && there.getRole() == PeerRole.Voter;
    }

    @Override
    public RegionHeartbeatResponse order() {
      return transfer(to);
    }
  }

  /** Anybody but one peer leads; if that does now, a certain other one is to. */
  record PassLeadership(Peer from, Peer to) implements Step {
    @Override
    public boolean finished(RegionInfo region) {
      Peer leader = region.leader();
      return leader != null && leader.getId() != from.getId();
    }

    @Override
    public boolean possible(RegionInfo region) {
      return region.peer(to.getId()) != null;
    }

    @Override
    public RegionHeartbeatResponse order() {
      return transfer(to);
    }
  }
}
