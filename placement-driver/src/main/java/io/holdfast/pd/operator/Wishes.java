package io.holdfast.pd.operator;

import io.holdfast.pd.state.RegionInfo;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.PeerRole;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How wishes become steps: pure but for the ids of new peers. */
final class Wishes {
  private Wishes() {}

  /**
   * The steps, empty when the wish does not fit the region as it is.
   *
   * @param ids gives a fresh id, 0 when there is none at the moment
   */
  static List<Step> steps(RegionInfo region, Wish wish, LongSupplier ids) {
    List<Step> steps = new ArrayList<>();
    for (Peer peer : region.region().getPeersList()) {
      if (peer.getRole() != PeerRole.Voter) {
        return steps; // A change is under way.
      }
    }
    if (wish instanceof Wish.Lead lead) {
      Peer target = region.peerOnStore(lead.storeId());
      if (target != null) {
        steps.add(new Step.TransferLeader(target));
      }
    } else if (wish instanceof Wish.Leave leave) {
      leave(region, leave.storeId(), steps);
    } else if (wish instanceof Wish.Move move) {
      if (region.peerOnStore(move.toStoreId()) == null
          && region.peerOnStore(move.fromStoreId()) != null) {
        long id = ids.getAsLong();
        if (id != 0) {
          Peer peer =
              Peer.newBuilder()
                  .setId(id)
                  .setStoreId(move.toStoreId())
                  .setRole(PeerRole.Learner)
                  .build();
          steps.add(new Step.AddLearner(peer));
          steps.add(new Step.Promote(peer));
          leave(region, move.fromStoreId(), steps);
        }
      }
    }
    return steps;
  }

  private static void leave(RegionInfo region, long storeId, List<Step> steps) {
    Peer peer = region.peerOnStore(storeId);
    Peer successor = other(region, storeId);
    if (peer != null && successor != null) {
      steps.add(new Step.PassLeadership(peer, successor));
      steps.add(new Step.Remove(peer));
    }
  }

  private static @Nullable Peer other(RegionInfo region, long storeId) {
    for (Peer peer : region.region().getPeersList()) {
      if (peer.getStoreId() != storeId && !region.down(peer.getId())) {
        return peer;
      }
    }
    return null;
  }
}
