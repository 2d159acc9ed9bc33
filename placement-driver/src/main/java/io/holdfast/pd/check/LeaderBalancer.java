package io.holdfast.pd.check;

import io.holdfast.pd.state.RegionInfo;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.PeerRole;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Spreads leaders over stores, a region at a time: the store that leads most does most of the work,
 * and the others have never run what leaders do when they have to take over.
 *
 * <p>A region goes only to a store that leads at least two fewer, so that each step brings the
 * numbers nearer to each other and none is ever taken back.
 */
public final class LeaderBalancer {
  /** Moves under way at a time: each costs its region an election. */
  public static final int MOVING_MAX = 4;

  private static final int DIFFERENCE_MIN = 2;

  private LeaderBalancer() {}

  /**
   * How many regions each store leads, those on their way counted where they go; only of stores
   * that may lead.
   */
  public record Leaders(Map<Long, Integer> byStore) {
    /** Copies. */
    public Leaders {
      byStore = new TreeMap<>(byStore);
    }
  }

  /** A plan with its reason, null when the region is led from where it should be. */
  public static @Nullable Proposal propose(Leaders leaders, RegionInfo region) {
    Peer leader = region.leader();
    Integer here = leader == null ? null : leaders.byStore().get(leader.getStoreId());
    if (leader == null || here == null) {
      return null;
    }
    Peer best = null;
    int fewest = here - DIFFERENCE_MIN + 1;
    for (Peer peer : region.region().getPeersList()) {
      if (peer.getRole() != PeerRole.Voter) {
        return null; // Its members are about to change.
      }
      Integer there = leaders.byStore().get(peer.getStoreId());
      boolean sound = !region.pending(peer.getId()) && !region.down(peer.getId());
      if (there != null && sound && there < fewest) {
        best = peer;
        fewest = there;
      }
    }
    return best == null
        ? null
        : new Proposal(
            new Plan.Lead(best),
            "store "
                + leader.getStoreId()
                + " leads "
                + here
                + " regions and store "
                + best.getStoreId()
                + " leads "
                + fewest);
  }
}
