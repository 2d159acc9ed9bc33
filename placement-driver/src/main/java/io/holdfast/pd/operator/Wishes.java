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
      Peer newcomer = newcomer(region, move.fromStoreId(), move.toStoreId(), ids);
      if (newcomer != null) {
        steps.add(new Step.AddLearner(newcomer));
        steps.add(new Step.Promote(newcomer));
        leave(region, move.fromStoreId(), steps);
      }
    } else if (wish instanceof Wish.Swap swap) {
      swap(region, swap, ids, steps);
    }
    return steps;
  }

  /** Null when the wish does not fit, or no id is at hand. */
  private static @Nullable Peer newcomer(
      RegionInfo region, long fromStoreId, long toStoreId, LongSupplier ids) {
    if (region.peerOnStore(toStoreId) != null || region.peerOnStore(fromStoreId) == null) {
      return null;
    }
    long id = ids.getAsLong();
    return id == 0
        ? null
        : Peer.newBuilder().setId(id).setStoreId(toStoreId).setRole(PeerRole.Learner).build();
  }

  private static void swap(RegionInfo region, Wish.Swap swap, LongSupplier ids, List<Step> steps) {
    Peer goes = region.peerOnStore(swap.fromStoreId());
    Peer successor = other(region, swap.fromStoreId());
    Peer newcomer =
        successor == null ? null : newcomer(region, swap.fromStoreId(), swap.toStoreId(), ids);
    if (goes != null && successor != null && newcomer != null) {
      steps.add(new Step.AddLearner(newcomer));
      steps.add(new Step.PassLeadership(goes, successor));
      steps.add(new Step.Swap(newcomer, goes));
      steps.add(new Step.Remove(goes));
    }
  }

  private static void leave(RegionInfo region, long storeId, List<Step> steps) {
    Peer peer = region.peerOnStore(storeId);
    Peer successor = other(region, storeId);
    if (peer != null && successor != null) {
      steps.add(new Step.PassLeadership(peer, successor));
      steps.add(new Step.Remove(peer));
    }
  }

  /** The peer goes; where it leads, which it passes on first, if anybody can take it. */
  static List<Step> remove(RegionInfo region, Peer peer) {
    Peer leader = region.leader();
    Peer successor = other(region, peer.getStoreId());
    return leader != null && leader.getId() == peer.getId() && successor != null
        ? List.of(new Step.PassLeadership(peer, successor), new Step.Remove(peer))
        : List.of(new Step.Remove(peer));
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
