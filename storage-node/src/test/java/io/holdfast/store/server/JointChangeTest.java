package io.holdfast.store.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.holdfast.protocol.wire.eraftpb.ConfChangeType;
import io.holdfast.protocol.wire.kvrpcpb.SplitRegionRequest;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.PeerRole;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.pdpb.RegionHeartbeatRequest;
import io.holdfast.protocol.wire.pdpb.RegionHeartbeatResponse;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two voters for two others at once, through a joint configuration that always ends (L17, G9). */
class JointChangeTest {
  private static final List<String> FIVE =
      List.of("store-1", "store-2", "store-3", "store-4", "store-5");

  /**
   * Three voters, two learners that have caught up, and one that is a voter for good: the leader.
   */
  private static StoreWorld five(long seed) throws IOException {
    StoreWorld stores = new StoreWorld(seed);
    stores.pd.replicas = 3;
    stores.pipeline = seed % 2 == 0 ? StoreConfig.Pipeline.STAGED : StoreConfig.Pipeline.INLINE;
    FIVE.subList(0, 3).forEach(stores::addStore);
    FIVE.subList(0, 3).forEach(stores::awaitReady);
    stores.await(() -> has(stores, PeerRole.Voter, 3));
    stores.pd.orders = report -> learnerOnAFreeStore(stores, report);
    FIVE.subList(3, 5).forEach(stores::addStore);
    FIVE.subList(3, 5).forEach(stores::awaitReady);
    stores.putSurely("a", "1");
    stores.putSurely("k", "1");
    stores.await(
        () ->
            has(stores, PeerRole.Learner, 2)
                && stores.pd.reported.values().iterator().next().getPendingPeersCount() == 0);
    return stores;
  }

  private static boolean has(StoreWorld stores, PeerRole role, int count) {
    return !stores.pd.reported.isEmpty()
        && stores.pd.reported.values().stream()
            .allMatch(
                report ->
                    report.getRegion().getPeersList().stream()
                            .filter(peer -> peer.getRole() == role)
                            .count()
                        == count);
  }

  private static boolean joint(StoreWorld stores) {
    return stores.pd.reported.values().stream()
        .anyMatch(
            report ->
                report.getRegion().getPeersList().stream()
                    .anyMatch(
                        peer ->
                            peer.getRole() == PeerRole.IncomingVoter
                                || peer.getRole() == PeerRole.DemotingVoter));
  }

  private static RegionHeartbeatResponse.Builder orderTo(RegionHeartbeatRequest report) {
    return RegionHeartbeatResponse.newBuilder()
        .setRegionId(report.getRegion().getId())
        .setRegionEpoch(report.getRegion().getRegionEpoch())
        .setTargetPeer(report.getLeader());
  }

  private static @Nullable RegionHeartbeatResponse learnerOnAFreeStore(
      StoreWorld stores, RegionHeartbeatRequest report) {
    TreeSet<Long> free = new TreeSet<>(stores.pd.stores.keySet());
    report.getRegion().getPeersList().forEach(peer -> free.remove(peer.getStoreId()));
    if (free.isEmpty()) {
      return null;
    }
    RegionHeartbeatResponse.Builder order = orderTo(report);
    order
        .getChangePeerBuilder()
        .setPeer(
            Peer.newBuilder()
                .setId(++stores.pd.lastId)
                .setStoreId(free.first())
                .setRole(PeerRole.Learner))
        .setChangeType(ConfChangeType.AddLearnerNode);
    return order.build();
  }

  /** Both learners for both voters that do not lead. */
  private static @Nullable RegionHeartbeatResponse swap(RegionHeartbeatRequest report) {
    RegionHeartbeatResponse.Builder order = orderTo(report);
    for (Peer peer : report.getRegion().getPeersList()) {
      boolean learner = peer.getRole() == PeerRole.Learner;
      if (peer.getId() != report.getLeader().getId()) {
        order
            .getChangePeerV2Builder()
            .addChangesBuilder()
            .setPeer(peer)
            .setChangeType(learner ? ConfChangeType.AddNode : ConfChangeType.AddLearnerNode);
      }
    }
    return order.build();
  }

  private static Set<Long> storesWith(StoreWorld stores, PeerRole role) {
    TreeSet<Long> found = new TreeSet<>();
    stores.pd.reported.values().iterator().next().getRegion().getPeersList().stream()
        .filter(peer -> peer.getRole() == role)
        .forEach(peer -> found.add(peer.getStoreId()));
    return found;
  }

  private static String nameOf(StoreWorld stores, long storeId) {
    return FIVE.stream()
        .filter(name -> stores.store(name).storeId() == storeId)
        .findFirst()
        .orElseThrow();
  }

  /** Orders the swap and stops at the moment when the placement driver hears of the joint state. */
  private static void enterJoint(StoreWorld stores) {
    stores.pd.orders = JointChangeTest::swap;
    stores.await(() -> joint(stores));
    stores.pd.orders = report -> null;
  }

  @ParameterizedTest
  @ValueSource(longs = {81, 82, 83, 84})
  void bothChangeAtOnceAndNobodyNotices(long seed) throws IOException {
    try (StoreWorld stores = five(seed)) {
      final Set<Long> incoming = storesWith(stores, PeerRole.Learner);
      final long before = stores.region(ByteString.copyFromUtf8("k")).getRegionEpoch().getConfVer();
      enterJoint(stores);
      stores.putSurely("k", "2");
      stores.await(() -> !joint(stores));
      assertThat(storesWith(stores, PeerRole.Voter)).containsAll(incoming).hasSize(3);
      assertThat(storesWith(stores, PeerRole.Learner)).hasSize(2);
      assertThat(stores.region(ByteString.copyFromUtf8("k")).getRegionEpoch().getConfVer())
          .isEqualTo(before + 2);
      assertThat(stores.get("k")).isEqualTo("2");
    }
  }

  /** The leader dies in the joint state; whoever comes after it ends it, from a restart, too. */
  @ParameterizedTest
  @ValueSource(longs = {85, 86, 87, 88, 89, 90})
  void aNewLeaderEndsTheJointStateThatItFinds(long seed) throws IOException {
    try (StoreWorld stores = five(seed)) {
      enterJoint(stores);
      long leader = stores.pd.reported.values().iterator().next().getLeader().getStoreId();
      if (seed % 3 == 0) {
        FIVE.forEach(name -> stores.world.node(name).powerCut());
        FIVE.forEach(stores::restart);
        FIVE.forEach(stores::awaitReady);
      } else {
        stores.world.node(nameOf(stores, leader)).kill();
      }
      stores.putSurely("k", "2");
      stores.await(() -> !joint(stores));
      FIVE.stream().filter(name -> !stores.world.node(name).up()).forEach(stores::restart);
      FIVE.forEach(stores::awaitReady);
      stores.world.run(Duration.ofSeconds(3));
      assertThat(joint(stores)).isFalse();
      assertThat(storesWith(stores, PeerRole.Voter)).hasSize(3);
      assertThat(stores.get("k")).isEqualTo("2");
    }
  }

  /**
   * The incoming majority cannot be reached: the joint state lasts. It is in the descriptor, in
   * snapshots and in what a split makes of the region, and nothing is proposed over and over.
   */
  @ParameterizedTest
  @ValueSource(longs = {91, 92, 93, 94})
  void aJointStateThatLastsSurvivesRestartAndEnds(long seed) throws IOException {
    try (StoreWorld stores = five(seed)) {
      List<String> incoming = new ArrayList<>();
      storesWith(stores, PeerRole.Learner).forEach(id -> incoming.add(nameOf(stores, id)));
      enterJoint(stores);
      incoming.forEach(name -> stores.world.node(name).kill());
      stores.world.run(Duration.ofSeconds(5));
      List<String> others = FIVE.stream().filter(name -> !incoming.contains(name)).toList();
      final boolean lasted = joint(stores);
      long appliedBefore = highestApplied(stores, others);
      stores.world.run(Duration.ofSeconds(5));
      assertThat(highestApplied(stores, others) - appliedBefore)
          .as("entries of 5 s without a client")
          .isLessThan(20);
      others.forEach(name -> stores.world.node(name).powerCut());
      others.forEach(stores::restart);
      others.forEach(stores::awaitReady);
      stores.restart(incoming.get(0));
      stores.awaitReady(incoming.get(0));
      split(stores, "c");
      stores.putSurely("a", "2");
      stores.putSurely("k", "2");
      stores.restart(incoming.get(1));
      stores.awaitReady(incoming.get(1));
      stores.await(() -> !joint(stores));
      stores.world.run(Duration.ofSeconds(3));
      assertThat(joint(stores)).isFalse();
      assertThat(has(stores, PeerRole.Voter, 3)).isTrue();
      assertThat(stores.pd.reported.size()).isEqualTo(2);
      assertThat(stores.get("a")).isEqualTo("2");
      assertThat(stores.get("k")).isEqualTo("2");
      lastingJointStates += lasted ? 1 : 0;
    }
  }

  private static int lastingJointStates;

  @org.junit.jupiter.api.AfterAll
  static void someOfThemLasted() {
    assertThat(lastingJointStates).as("joint states that lasted").isPositive();
  }

  private static long highestApplied(StoreWorld stores, List<String> names) {
    long highest = 0;
    for (String name : names) {
      var status = stores.store(name).status();
      stores.await(status::isDone);
      for (StoreStatus.RegionStatus region : status.join().regions()) {
        highest = Math.max(highest, region.appliedIndex());
      }
    }
    return highest;
  }

  private static void split(StoreWorld stores, String at) {
    ByteString key = ByteString.copyFromUtf8(at);
    for (int attempt = 0; attempt < 20 && stores.pd.reported.size() < 2; attempt++) {
      Region region = stores.region(key);
      for (String name : FIVE.stream().filter(each -> stores.world.node(each).up()).toList()) {
        stores.send(
            stores.channel(name),
            TikvGrpc.getSplitRegionMethod(),
            SplitRegionRequest.newBuilder()
                .setContext(stores.context(region, stores.store(name).storeId()))
                .addSplitKeys(key)
                .setIsRawKv(true)
                .build());
      }
      stores.world.run(Duration.ofMillis(500));
    }
  }
}
