package io.holdfast.pd.check;

import io.holdfast.pd.check.ClusterView.StoreView;
import io.holdfast.pd.state.RegionInfo;
import io.holdfast.protocol.wire.metapb.Peer;
import org.jspecify.annotations.Nullable;

/**
 * Brings every region to the number of replicas the cluster shall have, all of them sound. One
 * change at a time.
 *
 * <p>A replica is unsound when its leader does not hear of it, and either its store has set it
 * aside (G12) or has been away for too long. It is replaced: another comes first, and then it goes
 * as the one that is too many. Where no store is left for another, one that was set aside goes
 * first and comes again to its store; it neither votes nor serves, so nothing is lost by that.
 *
 * <p>A sound replica is replaced in the same way when its store is full or is to leave the cluster,
 * but only where another store can take it.
 */
public final class ReplicaChecker {
  /** New peers a store receives at the same time: each costs it a snapshot. */
  public static final int ARRIVING_PER_STORE_MAX = 4;

  private ReplicaChecker() {}

  /** A plan, or null when nothing is to be done or nothing can be done now. */
  public static @Nullable Plan check(ClusterView cluster, RegionInfo region) {
    Proposal proposal = propose(cluster, region);
    return proposal == null ? null : proposal.plan();
  }

  /** As {@link #check}, with the reason. */
  public static @Nullable Proposal propose(ClusterView cluster, RegionInfo region) {
    if (region.leader() == null) {
      return null; // Nobody would carry it out.
    }
    Peer learner = null;
    int voters = 0;
    for (Peer peer : region.region().getPeersList()) {
      switch (peer.getRole()) {
        case Voter -> voters++;
        case Learner -> learner = learner == null ? peer : learner;
        default -> {
          return null; // A joint change is under way.
        }
      }
    }
    if (learner != null) {
      return learner(cluster, region, learner, voters);
    }
    if (voters > cluster.maxPeerCount()) {
      Peer surplus = surplus(cluster, region);
      return surplus == null
          ? null
          : new Proposal(new Plan.RemoveReplica(surplus), "one replica too many");
    }
    if (voters == cluster.maxPeerCount()) {
      return replace(cluster, region, voters);
    }
    StoreView target = target(cluster, region);
    return target == null
        ? null
        : new Proposal(new Plan.AddReplica(target.id()), "too few replicas");
  }

  private static @Nullable Proposal learner(
      ClusterView cluster, RegionInfo region, Peer learner, int voters) {
    if (!region.pending(learner.getId()) && !region.down(learner.getId())) {
      return new Proposal(new Plan.Promote(learner), "the learner has caught up");
    }
    String leaves = cluster.leaves(learner.getStoreId());
    if (leaves != null) {
      return new Proposal(
          new Plan.RemoveReplica(learner), "store " + learner.getStoreId() + " " + leaves);
    }
    return voters >= cluster.maxPeerCount() && cluster.hopeless().contains(learner.getId())
        ? new Proposal(
            new Plan.RemoveReplica(learner), "the learner does not catch up, and is not needed")
        : null;
  }

  private static @Nullable Proposal replace(ClusterView cluster, RegionInfo region, int voters) {
    Peer unsound = null;
    int sound = 0;
    for (Peer peer : region.region().getPeersList()) {
      if (sound(cluster, region, peer)) {
        sound++;
      } else if (unsound == null || setAside(cluster, region, peer)) {
        unsound = peer;
      }
    }
    if (sound <= voters / 2) {
      return null; // Without a majority nothing is carried out.
    }
    if (unsound == null) {
      return leave(cluster, region);
    }
    boolean aside = setAside(cluster, region, unsound);
    String reason =
        aside
            ? "store " + unsound.getStoreId() + " has set its replica aside"
            : "store " + unsound.getStoreId() + " is away for too long";
    StoreView target = target(cluster, region);
    if (target != null) {
      return new Proposal(new Plan.AddReplica(target.id()), reason);
    }
    return aside ? new Proposal(new Plan.RemoveReplica(unsound), reason) : null;
  }

  private static @Nullable Proposal leave(ClusterView cluster, RegionInfo region) {
    for (Peer peer : region.region().getPeersList()) {
      String reason = cluster.leaves(peer.getStoreId());
      StoreView target = reason == null ? null : target(cluster, region);
      if (target != null) {
        return new Proposal(
            new Plan.AddReplica(target.id()), "store " + peer.getStoreId() + " " + reason);
      }
    }
    return null;
  }

  private static boolean sound(ClusterView cluster, RegionInfo region, Peer peer) {
    return !setAside(cluster, region, peer)
        && !(region.down(peer.getId()) && cluster.lost(peer.getStoreId()));
  }

  /** What a store says may be about an earlier replica; its leader hears of a sound one. */
  private static boolean setAside(ClusterView cluster, RegionInfo region, Peer peer) {
    return region.down(peer.getId()) && cluster.damaged(peer.getStoreId(), region.id());
  }

  /**
   * One replica too many, as a move that was cut short leaves it: an unsound one, else one that
   * nobody hears of, else one whose store it is to leave, else that on the store with the most
   * peers. The leader only when its store is the one it is to leave: it has to pass that on first.
   */
  private static @Nullable Peer surplus(ClusterView cluster, RegionInfo region) {
    Peer worst = null;
    long worstLoad = -1;
    Peer leader = region.leader();
    for (Peer peer : region.region().getPeersList()) {
      boolean leads = leader != null && leader.getId() == peer.getId();
      if (leads && cluster.leaves(peer.getStoreId()) == null) {
        continue;
      }
      long load = load(cluster, region, peer) - (leads ? 1 : 0); // Of equals, another.
      if (load > worstLoad) {
        worst = peer;
        worstLoad = load;
      }
    }
    return worst;
  }

  private static long load(ClusterView cluster, RegionInfo region, Peer peer) {
    if (!sound(cluster, region, peer)) {
      return Long.MAX_VALUE;
    }
    if (region.down(peer.getId())) {
      return Long.MAX_VALUE - 2;
    }
    if (cluster.leaves(peer.getStoreId()) != null) {
      return Long.MAX_VALUE - 4;
    }
    for (StoreView store : cluster.stores()) {
      if (store.id() == peer.getStoreId()) {
        return store.peers();
      }
    }
    return 0;
  }

  /** The store with the fewest peers, of equals the one with the lowest id. */
  private static @Nullable StoreView target(ClusterView cluster, RegionInfo region) {
    StoreView best = null;
    for (StoreView store : cluster.stores()) {
      boolean possible =
          store.up()
              && store.leaves() == null
              && store.roomBytes() > 2 * region.sizeBytes()
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
