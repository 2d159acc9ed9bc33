package io.holdfast.store.report;

import io.holdfast.protocol.error.RegionError;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.internal.ConfChangeCommand;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.pdpb.ChangePeer;
import io.holdfast.protocol.wire.pdpb.RegionHeartbeatResponse;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.store.region.CommandOutcome;
import io.holdfast.store.region.Heirs;
import io.holdfast.store.region.ProposalCallback;
import io.holdfast.store.region.RegionPeer;
import io.holdfast.store.region.RegionRouter;
import io.holdfast.store.region.member.MemberCoordinator;
import io.holdfast.store.region.split.SplitCoordinator;
import java.util.List;

/**
 * Carries out what the placement driver orders. A change of members that is refused now, because
 * the leader is new or the replica has just come, is tried again for a moment; then it is dropped,
 * since the placement driver repeats what is still missing with later heartbeats.
 */
@LoopConfined("store")
public final class RegionOrders {
  /** After 25, 50, 100 and 200 ms. */
  private static final int TRIES_MAX = 5;

  private static final long TRY_AGAIN_NANOS = 25_000_000L;

  private final EventLoop loop;
  private final RegionRouter router;
  private final SplitCoordinator splits;

  /** For the regions of one store, on its loop. */
  public RegionOrders(EventLoop loop, RegionRouter router, SplitCoordinator splits) {
    this.loop = loop;
    this.router = router;
    this.splits = splits;
  }

  /** One order. */
  public void accept(RegionHeartbeatResponse order) {
    accept(order, 1);
  }

  private void accept(RegionHeartbeatResponse order, int tries) {
    RegionPeer peer = router.peer(order.getRegionId());
    if (peer == null || !peer.isLeader() || !order.getRegionEpoch().equals(peer.region().epoch())) {
      return;
    }
    if (order.hasChangePeer()) {
      changePeers(peer, List.of(order.getChangePeer()), order, tries);
    } else if (order.hasChangePeerV2()) {
      changePeers(peer, order.getChangePeerV2().getChangesList(), order, tries);
    } else if (order.hasTransferLeader()) {
      transfer(peer, order.getTransferLeader().getPeer().getId());
    } else if (order.hasSplitRegion()) {
      splits.split(peer, ProtoBytes.fromWire(order.getSplitRegion().getKeysList()), IGNORED_SPLIT);
    }
  }

  /** The placement driver learns of a dead store late; the leader knows who answers. */
  private static void transfer(RegionPeer peer, long to) {
    if (Heirs.of(peer).contains(to)) {
      peer.group().transferLeader(to);
    }
  }

  /** Several at once go through a joint configuration; none at all is an order to leave it. */
  private void changePeers(
      RegionPeer peer, List<ChangePeer> changes, RegionHeartbeatResponse order, int tries) {
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
    String objection =
        MemberCoordinator.propose(
            peer,
            command.build(),
            new ProposalCallback() {
              @Override
              public void applied(CommandOutcome outcome) {}

              @Override
              public void refused(RegionError error) {
                again(order, tries);
              }

              @Override
              public void undetermined(String reason) {}
            });
    if (!objection.isEmpty()) {
      again(order, tries);
    }
  }

  /** When the region has changed meanwhile, the order's epoch says that it is for another. */
  private void again(RegionHeartbeatResponse order, int tries) {
    if (tries < TRIES_MAX) {
      loop.schedule(TRY_AGAIN_NANOS << (tries - 1), () -> accept(order, tries + 1));
    }
  }

  private static final SplitCoordinator.SplitCallback IGNORED_SPLIT =
      new SplitCoordinator.SplitCallback() {
        @Override
        public void split(List<Region> regions) {}

        @Override
        public void refused(RegionError error) {}
      };
}
