package io.holdfast.pd.operator;

import io.holdfast.pd.state.RegionInfo;
import io.holdfast.protocol.wire.eraftpb.ConfChangeType;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.PeerRole;
import io.holdfast.protocol.wire.pdpb.ChangePeer;

/** One change a region's leader is asked for. */
sealed interface Step {
  /** True iff the region looks as if the step were done. */
  boolean finished(RegionInfo region);

  /** True iff the step can still be taken in the region as it is. */
  boolean possible(RegionInfo region);

  /** What the leader is asked to do. */
  ChangePeer instruction();

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
    public ChangePeer instruction() {
      return ChangePeer.newBuilder()
          .setPeer(peer.toBuilder().setRole(PeerRole.Learner))
          .setChangeType(ConfChangeType.AddLearnerNode)
          .build();
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
    public ChangePeer instruction() {
      return ChangePeer.newBuilder()
          .setPeer(peer.toBuilder().setRole(PeerRole.Voter))
          .setChangeType(ConfChangeType.AddNode)
          .build();
    }
  }
}
