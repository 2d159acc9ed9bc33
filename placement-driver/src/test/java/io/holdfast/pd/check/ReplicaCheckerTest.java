package io.holdfast.pd.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.pd.check.ClusterView.StoreView;
import io.holdfast.pd.state.RegionInfo;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.PeerRole;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.pdpb.PeerStats;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReplicaCheckerTest {
  private static Peer voter(long id, long store) {
    return Peer.newBuilder().setId(id).setStoreId(store).build();
  }

  private static Peer learner(long id, long store) {
    return voter(id, store).toBuilder().setRole(PeerRole.Learner).build();
  }

  private static RegionInfo region(List<Peer> pending, List<PeerStats> down, Peer... peers) {
    Region region = Region.newBuilder().setId(1).addAllPeers(List.of(peers)).build();
    return new RegionInfo(region, peers[0], 5, pending, down, 0);
  }

  private static RegionInfo region(Peer... peers) {
    return region(List.of(), List.of(), peers);
  }

  private static StoreView up(long id, int peers) {
    return new StoreView(id, true, peers, 0);
  }

  private static ClusterView cluster(StoreView... stores) {
    return new ClusterView(3, List.of(stores));
  }

  @Test
  void aMissingReplicaGoesToTheStoreWithTheFewestPeers() {
    ClusterView cluster = cluster(up(1, 1), up(2, 9), up(3, 2), up(4, 2));
    assertThat(ReplicaChecker.check(cluster, region(voter(1, 1))))
        .isEqualTo(new Plan.AddReplica(3));
  }

  @Test
  void storesThatAreDownFullOfArrivalsOrAlreadyPartAreNoTargets() {
    StoreView down = new StoreView(2, false, 0, 0);
    StoreView busy = new StoreView(3, true, 0, ReplicaChecker.ARRIVING_PER_STORE_MAX);
    assertThat(ReplicaChecker.check(cluster(up(1, 1), down, busy), region(voter(1, 1)))).isNull();
    StoreView almost = new StoreView(3, true, 0, ReplicaChecker.ARRIVING_PER_STORE_MAX - 1);
    assertThat(ReplicaChecker.check(cluster(up(1, 1), down, almost), region(voter(1, 1))))
        .isEqualTo(new Plan.AddReplica(3));
  }

  @Test
  void enoughReplicasAreLeftAlone() {
    ClusterView cluster = cluster(up(1, 1), up(2, 1), up(3, 1), up(4, 0));
    assertThat(ReplicaChecker.check(cluster, region(voter(1, 1), voter(2, 2), voter(3, 3))))
        .isNull();
  }

  @Test
  void oneTooManyGoesFromTheFullestStoreAndNeverTheLeader() {
    ClusterView cluster = cluster(up(1, 9), up(2, 1), up(3, 5), up(4, 2));
    Peer[] four = {voter(1, 1), voter(2, 2), voter(3, 3), voter(4, 4)};
    assertThat(ReplicaChecker.check(cluster, region(four)))
        .isEqualTo(new Plan.RemoveReplica(four[2]));
    PeerStats down = PeerStats.newBuilder().setPeer(four[1]).setDownSeconds(9).build();
    assertThat(ReplicaChecker.check(cluster, region(List.of(), List.of(down), four)))
        .isEqualTo(new Plan.RemoveReplica(four[1]));
  }

  @Test
  void aLearnerIsPromotedOnlyWhenItHasCaughtUp() {
    ClusterView cluster = cluster(up(1, 1), up(2, 1), up(3, 0));
    Peer learner = learner(2, 2);
    assertThat(ReplicaChecker.check(cluster, region(voter(1, 1), learner)))
        .isEqualTo(new Plan.Promote(learner));
    assertThat(
            ReplicaChecker.check(
                cluster, region(List.of(learner), List.of(), voter(1, 1), learner)))
        .isNull();
    PeerStats down = PeerStats.newBuilder().setPeer(learner).setDownSeconds(9).build();
    assertThat(
            ReplicaChecker.check(cluster, region(List.of(), List.of(down), voter(1, 1), learner)))
        .isNull();
  }

  @Test
  void nothingIsPlannedDuringAJointChangeOrWithoutALeader() {
    ClusterView cluster = cluster(up(1, 1), up(2, 0));
    Peer incoming = voter(2, 2).toBuilder().setRole(PeerRole.IncomingVoter).build();
    assertThat(ReplicaChecker.check(cluster, region(voter(1, 1), incoming))).isNull();
    RegionInfo orphan = RegionInfo.of(region(voter(1, 1)).region());
    assertThat(ReplicaChecker.check(cluster, orphan)).isNull();
  }
}
