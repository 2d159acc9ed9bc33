package io.holdfast.store.report;

import io.holdfast.protocol.error.RegionError;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.internal.ConfChangeCommand;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.pdpb.ChangePeer;
import io.holdfast.protocol.wire.pdpb.RegionHeartbeatResponse;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.store.region.CommandOutcome;
import io.holdfast.store.region.ProposalCallback;
import io.holdfast.store.region.RegionPeer;
import io.holdfast.store.region.RegionRouter;
import io.holdfast.store.region.member.MemberCoordinator;
import io.holdfast.store.region.split.SplitCoordinator;
import java.util.List;

/**
 * Carries out what the placement driver orders. It repeats what is still missing with later
 * heartbeats, so an order that cannot be carried out now is dropped.
 */
@LoopConfined("store")
public final class RegionOrders {
  private final RegionRouter router;
  private final SplitCoordinator splits;

  /** For the regions of one store. */
  public RegionOrders(RegionRouter router, SplitCoordinator splits) {
    this.router = router;
    this.splits = splits;
  }

  /** One order. */
  public void accept(RegionHeartbeatResponse order) {
    RegionPeer peer = router.peer(order.getRegionId());
    if (peer == null || !peer.isLeader() || !order.getRegionEpoch().equals(peer.region().epoch())) {
      return;
    }
    if (order.hasChangePeer()) {
      changePeers(peer, List.of(order.getChangePeer()));
    } else if (order.hasChangePeerV2()) {
      changePeers(peer, order.getChangePeerV2().getChangesList());
    } else if (order.hasTransferLeader()) {
      peer.group().transferLeader(order.getTransferLeader().getPeer().getId());
    } else if (order.hasSplitRegion()) {
      splits.split(peer, ProtoBytes.fromWire(order.getSplitRegion().getKeysList()), IGNORED_SPLIT);
    }
  }

  /** Several at once go through a joint configuration; none at all is an order to leave it. */
  private static void changePeers(RegionPeer peer, List<ChangePeer> changes) {
    ConfChangeCommand.Builder command = ConfChangeCommand.newBuilder();
    for (ChangePeer change : changes) {
      ConfChangeCommand.Type type =
          switch (change.getChangeType()) {
            case AddNode -> ConfChangeCommand.Type.ADD_VOTER;
            case AddLearnerNode -> ConfChangeCommand.Type.ADD_LEARNER;
            case RemoveNode -> ConfChangeCommand.Type.REMOVE;
            case UNRECOGNIZED -> ConfChangeCommand.Type.UNRECOGNIZED;
          };
      if (type == ConfChangeCommand.Type.UNRECOGNIZED) {
        return;
      }
      command.addChangesBuilder().setType(type).setPeer(change.getPeer());
    }
    String unused = MemberCoordinator.propose(peer, command.build(), IGNORED);
  }

  private static final ProposalCallback IGNORED =
      new ProposalCallback() {
        @Override
        public void applied(CommandOutcome outcome) {}

        @Override
        public void refused(RegionError error) {}

        @Override
        public void undetermined(String reason) {}
      };

  private static final SplitCoordinator.SplitCallback IGNORED_SPLIT =
      new SplitCoordinator.SplitCallback() {
        @Override
        public void split(List<Region> regions) {}

        @Override
        public void refused(RegionError error) {}
      };
}
