package io.holdfast.store.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.internal.FamilyDigest;
import io.holdfast.protocol.wire.internal.InspectionGrpc;
import io.holdfast.protocol.wire.internal.KeyMode;
import io.holdfast.protocol.wire.internal.ListRegionsRequest;
import io.holdfast.protocol.wire.internal.RegionDigestRequest;
import io.holdfast.protocol.wire.internal.RegionDigestResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawGetRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawGetResponse;
import io.holdfast.protocol.wire.kvrpcpb.SplitRegionRequest;
import io.holdfast.protocol.wire.metapb.PeerRole;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stores that die and come back, replicas that move in and out (G7, G9). */
class StoreLifeTest {
  private static final List<String> THREE = List.of("store-1", "store-2", "store-3");

  private static StoreWorld three(long seed, StoreConfig.Limits limits) throws IOException {
    StoreWorld stores = new StoreWorld(seed);
    stores.pd.replicas = 3;
    stores.limits = limits;
    stores.pipeline = seed % 2 == 0 ? StoreConfig.Pipeline.STAGED : StoreConfig.Pipeline.INLINE;
    THREE.forEach(stores::addStore);
    THREE.forEach(stores::awaitReady);
    stores.await(() -> everyRegionHas(stores, 3));
    return stores;
  }

  private static boolean everyRegionHas(StoreWorld stores, int voters) {
    return !stores.pd.reported.isEmpty()
        && stores.pd.reported.values().stream()
            .allMatch(
                report ->
                    report.getRegion().getPeersList().stream()
                            .filter(peer -> peer.getRole() == PeerRole.Voter)
                            .count()
                        == voters);
  }

  private static void split(StoreWorld stores, String at) {
    ByteString key = ByteString.copyFromUtf8(at);
    int before = stores.pd.reported.size();
    for (int attempt = 0; attempt < 60 && stores.pd.reported.size() == before; attempt++) {
      Region region = stores.region(key);
      for (String name : THREE) {
        if (stores.world.node(name).up()) {
          stores.send(
              stores.channel(name),
              TikvGrpc.getSplitRegionMethod(),
              SplitRegionRequest.newBuilder()
                  .setContext(stores.context(region, stores.store(name).storeId()))
                  .addSplitKeys(key)
                  .setIsRawKv(true)
                  .build());
        }
      }
      stores.world.run(Duration.ofMillis(500));
    }
    assertThat(stores.pd.reported.size()).as("regions").isGreaterThan(before);
  }

  /** All replicas of all regions hold the same bytes at the same index. */
  private static void assertReplicasEqual(StoreWorld stores) {
    for (long regionId : new ArrayList<>(stores.pd.reported.keySet())) {
      Set<String> digests = digests(stores, regionId);
      for (int attempt = 0; attempt < 60 && digests.size() > 1; attempt++) {
        stores.world.run(Duration.ofMillis(500));
        digests = digests(stores, regionId);
      }
      assertThat(digests).as("region " + regionId).hasSize(1);
    }
  }

  private static Set<String> digests(StoreWorld stores, long regionId) {
    Set<String> different = new TreeSet<>();
    for (String name : THREE) {
      RegionDigestResponse digest =
          stores.call(
              name,
              InspectionGrpc.getRegionDigestMethod(),
              RegionDigestRequest.newBuilder().setRegionId(regionId).build());
      List<String> sums = new ArrayList<>();
      for (FamilyDigest family : digest.getFamiliesList()) {
        sums.add(ProtoBytes.fromWire(family.getSha256()).toHex());
      }
      different.add(digest.getFound() + " " + digest.getAppliedIndex() + " " + sums);
    }
    return different;
  }

  @Test
  void aStoreComesBackAsWhoItWasWithAllItsData() throws IOException {
    try (StoreWorld stores = new StoreWorld(3)) {
      stores.addStore("store-1");
      stores.awaitReady("store-1");
      stores.await(() -> !stores.pd.reported.isEmpty());
      final long id = stores.store("store-1").storeId();
      stores.putSurely("a", "1");
      stores.world.node("store-1").powerCut();
      stores.restart("store-1");
      stores.awaitReady("store-1");
      assertThat(stores.store("store-1").storeId()).isEqualTo(id);
      assertThat(stores.get("a")).isEqualTo("1");
    }
  }

  @Test
  void aStoreThatDiesAtAnyMomentOfItsFirstStartJoinsAllTheSame() throws IOException {
    for (int steps = 1; steps < 400; steps += 13) {
      try (StoreWorld stores = new StoreWorld(steps)) {
        stores.addStore("store-1");
        for (int i = 0; i < steps; i++) {
          stores.world.step();
        }
        stores.world.node("store-1").powerCut();
        stores.restart("store-1");
        stores.awaitReady("store-1");
        stores.await(() -> !stores.pd.reported.isEmpty());
        stores.putSurely("a", "1");
        assertThat(stores.get("a")).isEqualTo("1");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12})
  void acknowledgedWritesSurviveTheKillOfAnyStore(long seed) throws IOException {
    try (StoreWorld stores = three(seed, StoreConfig.Limits.defaults())) {
      for (int i = 0; i < 12; i++) {
        stores.putSurely("k" + i, "v" + i);
        if (i % 4 == 3) {
          String victim = THREE.get(i / 4);
          stores.world.node(victim).powerCut();
          stores.putSurely("while-" + victim, "down");
          stores.restart(victim);
          stores.awaitReady(victim);
        }
      }
      for (int i = 0; i < 12; i++) {
        assertThat(stores.get("k" + i)).isEqualTo("v" + i);
      }
      assertReplicasEqual(stores);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22})
  void everythingSurvivesAPowerCutOfAllStores(long seed) throws IOException {
    try (StoreWorld stores = three(seed, StoreConfig.Limits.defaults())) {
      for (int i = 0; i < 10; i++) {
        stores.putSurely("k" + i, "v" + i);
      }
      split(stores, "k5");
      stores.putSurely("k3", "new");
      THREE.forEach(name -> stores.world.node(name).powerCut());
      THREE.forEach(stores::restart);
      THREE.forEach(stores::awaitReady);
      assertThat(stores.get("k3")).isEqualTo("new");
      assertThat(stores.get("k7")).isEqualTo("v7");
      assertReplicasEqual(stores);
    }
  }

  /** The log is cut behind its back, so it needs a snapshot; it splits while it is away, too. */
  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33, 34})
  void aStoreThatWasAwayTooLongGetsSnapshots(long seed) throws IOException {
    StoreConfig.Limits tight = new StoreConfig.Limits(8 << 20, 64 << 20, 1000, 5, 10, 64, 2);
    try (StoreWorld stores = three(seed, tight)) {
      for (int i = 0; i < 5; i++) {
        stores.putSurely("k" + i, "old");
      }
      stores.world.node("store-3").powerCut();
      for (int i = 0; i < 40; i++) {
        stores.putSurely("k" + i % 10, "v" + i);
      }
      split(stores, "k5");
      for (int i = 0; i < 40; i++) {
        stores.putSurely("k" + i % 10, "w" + i);
      }
      stores.world.run(Duration.ofSeconds(4)); // Rounds of truncation.
      stores.restart("store-3");
      stores.awaitReady("store-3");
      // Die again in the middle of it.
      stores.world.run(Duration.ofMillis(seed * 37 % 900));
      stores.world.node("store-3").powerCut();
      stores.restart("store-3");
      stores.awaitReady("store-3");
      assertReplicasEqual(stores);
      assertThat(stores.get("k3")).isEqualTo("w33");
    }
  }

  /** Every member needs the way to every other, also to those it never spoke to. */
  @ParameterizedTest
  @ValueSource(longs = {71, 72, 73, 74})
  void storesFindEachOtherWithoutThePlacementDriver(long seed) throws IOException {
    try (StoreWorld stores = three(seed, StoreConfig.Limits.defaults())) {
      for (int i = 0; i < 5; i++) {
        stores.putSurely("k" + i, "v" + i);
      }
      split(stores, "k3");
      stores.world.run(Duration.ofSeconds(3));
      stores.world.node("pd").kill();
      THREE.forEach(name -> stores.world.node(name).powerCut());
      THREE.forEach(stores::restart);
      stores.readinessIgnored = true;
      stores.world.run(Duration.ofSeconds(1));
      for (int i = 0; i < 5; i++) {
        assertThat(stores.get("k" + i)).isEqualTo("v" + i);
        stores.putSurely("k" + i, "w" + i);
      }
      for (int round = 0; round < 3; round++) {
        String away = THREE.get(round);
        stores.world.node(away).powerCut();
        stores.putSurely("k4", away);
        assertThat(stores.get("k4")).isEqualTo(away);
        stores.restart(away);
        stores.world.run(Duration.ofSeconds(2));
      }
    }
  }

  /** Rule D10: with snapshots on their way out and in, reads and writes under way. */
  @ParameterizedTest
  @ValueSource(longs = {61, 62, 63, 64, 65, 66})
  void aStoreThatIsClosedInTheMidstOfItsWorkLeavesNothingOpen(long seed) throws IOException {
    StoreConfig.Limits tight = new StoreConfig.Limits(8 << 20, 64 << 20, 1000, 5, 10, 64, 2);
    try (StoreWorld stores = three(seed, tight)) {
      for (int round = 0; round < 12; round++) {
        String away = THREE.get(round % 3);
        stores.world.node(away).powerCut();
        for (int i = 0; i < 30; i++) {
          stores.putSurely("k" + i % 10, round + "-" + i);
        }
        stores.world.run(Duration.ofSeconds(2)); // Rounds of truncation: it needs a snapshot.
        stores.restart(away);
        stores.awaitReady(away);
        for (int i = 0; i < (seed * 31 + round * 17L) % 200; i++) {
          stores.world.step();
        }
        String closing = THREE.get((round + 1 + (int) (seed % 2)) % 3);
        stores.close(closing);
        stores.restart(closing);
        stores.awaitReady(closing);
      }
      assertReplicasEqual(stores);
      assertThat(stores.get("k9")).isEqualTo("11-29");
    }
  }

  @Test
  void everyReplicaReadsWhatWasAcknowledged() throws IOException {
    try (StoreWorld stores = three(51, StoreConfig.Limits.defaults())) {
      ByteString key = ByteString.copyFromUtf8("k");
      for (int i = 0; i < 10; i++) {
        stores.putSurely("k", "v" + i);
        for (String name : THREE) {
          RawGetRequest read =
              RawGetRequest.newBuilder()
                  .setContext(
                      stores.context(stores.region(key), stores.store(name).storeId()).toBuilder()
                          .setReplicaRead(true))
                  .setKey(key)
                  .build();
          RawGetResponse response = stores.call(name, TikvGrpc.getRawGetMethod(), read);
          assertThat(response.hasRegionError()).as(name).isFalse();
          assertThat(response.getValue().toStringUtf8()).isEqualTo("v" + i);
        }
      }
    }
  }

  @Test
  void aFollowerNamesTheLeaderAsTheRegionNamesIt() throws IOException {
    try (StoreWorld stores = three(52, StoreConfig.Limits.defaults())) {
      stores.putSurely("k", "v");
      ByteString key = ByteString.copyFromUtf8("k");
      var report = stores.pd.reported.values().iterator().next();
      for (String name : THREE) {
        long id = stores.store(name).storeId();
        if (id == report.getLeader().getStoreId()) {
          continue;
        }
        RawGetRequest read =
            RawGetRequest.newBuilder()
                .setContext(stores.context(stores.region(key), id))
                .setKey(key)
                .build();
        RawGetResponse response = stores.call(name, TikvGrpc.getRawGetMethod(), read);
        assertThat(response.getRegionError().getNotLeader().getLeader())
            .isEqualTo(report.getLeader())
            .isIn(report.getRegion().getPeersList());
      }
    }
  }

  @Test
  void aDrainedStoreLosesItsReplicasAndTheirData() throws IOException {
    try (StoreWorld stores = three(41, StoreConfig.Limits.defaults())) {
      stores.putSurely("a", "1");
      long leader = stores.pd.reported.values().iterator().next().getLeader().getStoreId();
      String victim =
          THREE.stream()
              .filter(name -> stores.store(name).storeId() != leader)
              .findFirst()
              .orElseThrow();
      stores.pd.replicas = 2;
      stores.pd.drained.add(stores.store(victim).storeId());
      stores.await(() -> stores.store(victim).raftLog().groups().isEmpty());
      assertThat(
              stores
                  .call(
                      victim,
                      InspectionGrpc.getListRegionsMethod(),
                      ListRegionsRequest.getDefaultInstance())
                  .getPeersList())
          .isEmpty();
      stores.world.node(victim).powerCut();
      stores.restart(victim);
      stores.awaitReady(victim);
      stores.world.run(Duration.ofSeconds(3));
      assertThat(stores.get("a")).isEqualTo("1");
      stores.pd.drained.clear();
      stores.pd.replicas = 3;
      stores.await(() -> everyRegionHas(stores, 3));
      assertReplicasEqual(stores);
    }
  }

  @Test
  void aDirectoryOfAnotherClusterIsRefused() throws IOException {
    try (StoreWorld stores = new StoreWorld(5)) {
      stores.addStore("store-1");
      stores.awaitReady("store-1");
      stores.world.node("store-1").kill();
      stores.pd.clusterId = 78;
      stores.restart("store-1");
      assertRefused(stores, StoreStartException.Reason.OTHER_CLUSTER);
    }
  }

  @Test
  void aDirectoryOfAnotherKeyModeIsRefused() throws IOException {
    try (StoreWorld stores = new StoreWorld(6)) {
      stores.addStore("store-1");
      stores.awaitReady("store-1");
      stores.world.node("store-1").kill();
      stores.pd.keyMode = KeyMode.V1_TXN;
      stores.restart("store-1");
      assertRefused(stores, StoreStartException.Reason.OTHER_KEY_MODE);
    }
  }

  private static void assertRefused(StoreWorld stores, StoreStartException.Reason reason) {
    stores.await(() -> stores.store("store-1").ready().isDone());
    assertThat(stores.store("store-1").ready())
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .isInstanceOfSatisfying(
            StoreStartException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
