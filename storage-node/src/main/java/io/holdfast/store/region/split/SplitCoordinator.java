package io.holdfast.store.region.split;

import io.holdfast.protocol.error.RegionError;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.internal.RaftCommand;
import io.holdfast.protocol.wire.internal.SplitCommand;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.pdpb.SplitID;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.region.CommandOutcome;
import io.holdfast.store.region.ProposalCallback;
import io.holdfast.store.region.RegionPeer;
import io.holdfast.store.region.RegionRouter;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leader's half of a split: keys that make sense, ids from the placement driver, one proposal
 * at the epoch the ids were asked for.
 */
public final class SplitCoordinator {
  private static final Logger LOG = LoggerFactory.getLogger(SplitCoordinator.class);

  private final RegionRouter router;
  private final SplitIds ids;

  /** For the regions of one store. */
  public SplitCoordinator(RegionRouter router, SplitIds ids) {
    this.router = router;
    this.ids = ids;
  }

  /**
   * Splits at these boundaries, those outside of the region and duplicates left out. With none left
   * the region stays as it is, which is a success with one region.
   */
  public void split(RegionPeer peer, List<Bytes> boundaries, SplitCallback callback) {
    TreeSet<Bytes> keys = new TreeSet<>();
    for (Bytes key : boundaries) {
      if (peer.region().contains(key) && !key.equals(peer.region().start()) && !key.isEmpty()) {
        keys.add(key);
      }
    }
    while (keys.size() > SplitPlan.PARTS_MAX) {
      keys.pollLast();
    }
    if (keys.isEmpty()) {
      callback.split(List.of(peer.describe()));
      return;
    }
    if (!peer.isLeader()) {
      callback.refused(peer.notLeader());
      return;
    }
    Region asked = peer.region().wire();
    long knownBefore = router.known().greatest();
    ids.allocate(
        asked,
        keys.size(),
        found -> {
          String objection = found == null ? "" : NewIds.objection(found, knownBefore);
          if (objection.isEmpty()) {
            propose(peer, asked, List.copyOf(keys), found, callback);
          } else {
            complain(asked, objection);
            callback.refused(new RegionError.ServerIsBusy(objection, 1000));
          }
        });
  }

  /** Nothing is wrong with this store, but nothing can be split until somebody looks. */
  private static void complain(Region region, String objection) {
    LOG.atError().addKeyValue("region", region.getId()).log("Split refused: {}", objection);
  }

  private void propose(
      RegionPeer peer,
      Region asked,
      List<Bytes> keys,
      @Nullable List<SplitID> found,
      SplitCallback callback) {
    if (router.peer(peer.id()) != peer) {
      callback.refused(new RegionError.RegionNotFound(asked.getId()));
      return;
    }
    if (found == null || found.size() != keys.size()) {
      callback.refused(
          new RegionError.ServerIsBusy("no ids for new regions from the placement driver", 200));
      return;
    }
    SplitCommand.Builder command = SplitCommand.newBuilder().setRightDerive(true);
    int i = 0;
    for (Bytes key : keys) {
      SplitID id = found.get(i++);
      command
          .addPartsBuilder()
          .setSplitKey(ProtoBytes.toWire(key))
          .setNewRegionId(id.getNewRegionId())
          .addAllNewPeerIds(id.getNewPeerIdsList());
    }
    peer.proposeSplit(
        RaftCommand.newBuilder().setEpoch(asked.getRegionEpoch()).setSplit(command),
        new Applied(callback));
  }

  /** Learns once how a split ended. */
  public interface SplitCallback {
    /** The regions that cover what the one covered, in the order of their keys, leaders first. */
    void split(List<Region> regions);

    /** Nothing happened, unless the error says that nobody knows. */
    void refused(RegionError error);
  }

  private static final class Applied implements ProposalCallback {
    private final SplitCallback callback;

    Applied(SplitCallback callback) {
      this.callback = callback;
    }

    @Override
    public void applied(CommandOutcome outcome) {
      callback.split(outcome.regions());
    }

    @Override
    public void refused(RegionError error) {
      callback.refused(error);
    }

    @Override
    public void undetermined(String reason) {
      callback.refused(new RegionError.Undetermined(reason));
    }
  }
}
