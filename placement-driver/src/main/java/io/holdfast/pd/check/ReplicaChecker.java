package io.holdfast.pd.check;

import io.holdfast.pd.check.ClusterView.StoreView;
import io.holdfast.pd.state.RegionInfo;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.PeerRole;
import org.jspecify.annotations.Nullable;

/** Brings every region to the number of replicas the cluster shall have. One change at a time. */
public final class ReplicaChecker {
  /** New peers a store receives at the same time: each costs it a snapshot. */
  public static final int ARRIVING_PER_STORE_MAX = 4;

  private ReplicaChecker() {}

  /** A plan, or null when nothing is to be done or nothing can be done now. */
  public static @Nullable Plan check(ClusterView cluster, RegionInfo region) {
    if (region.leader() == null) {
      return null; // Nobody would carry it out.
    }
    for (Peer peer : region.region().getPeersList()) {
      if (peer.getRole() == PeerRole.Learner) {
        boolean caughtUp = !region.pending(peer.getId()) && !region.down(peer.getId());
        return caughtUp ? new Plan.Promote(peer) : null;
      }
      if (peer.getRole() != PeerRole.Voter) {
        return null; // A joint change is under way.
      }
    }
    if (region.region().getPeersCount() > cluster.maxPeerCount()) {
      Peer surplus = surplus(cluster, region);
      return surplus == null ? null : new Plan.RemoveReplica(surplus);
    }
    if (region.region().getPeersCount() == cluster.maxPeerCount()) {
      return null;
    }
    StoreView target = target(cluster, region);
    return target == null ? null : new Plan.AddReplica(target.id());
  }

  /**
   * One replica too many, as a move that was cut short leaves it: one that nobody hears of, else
   * that on the store with the most peers; never the leader.
   */
  private static @Nullable Peer surplus(ClusterView cluster, RegionInfo region) {
    Peer worst = null;
    long worstLoad = -1;
    for (Peer peer : region.region().getPeersList()) {
      Peer leader = region.leader();
      if (leader != null && leader.getId() == peer.getId()) {
        continue;
      }
      long load = region.down(peer.getId()) ? Long.MAX_VALUE : 0;
      for (StoreView store : cluster.stores()) {
        load += store.id() == peer.getStoreId() && load == 0 ? store.peers() : 0;
      }
      if (load > worstLoad) {
        worst = peer;
        worstLoad = load;
      }
    }
    return worst;
  }

  /** The store with the fewest peers, of equals the one with the lowest id. */
  private static @Nullable StoreView target(ClusterView cluster, RegionInfo region) {
    StoreView best = null;
    for (StoreView store : cluster.stores()) {
      boolean possible =
          store.up()
              && store.arriving() < ARRIVING_PER_STORE_MAX
              && region.peerOnStore(store.id()) == null;
      if (possible
          && (best == null || store.peers() + store.arriving() < best.peers() + best.arriving())) {
        best = store;
      }
    }
    return best;
  }
}
