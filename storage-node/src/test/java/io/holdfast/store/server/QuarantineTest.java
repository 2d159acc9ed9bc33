package io.holdfast.store.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.stub.ClientCalls;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.internal.InspectionGrpc;
import io.holdfast.protocol.wire.internal.ListRegionsRequest;
import io.holdfast.protocol.wire.internal.RaftAck;
import io.holdfast.protocol.wire.internal.RaftBatch;
import io.holdfast.protocol.wire.internal.RaftEnvelope;
import io.holdfast.protocol.wire.internal.RaftTransportGrpc;
import io.holdfast.protocol.wire.kvrpcpb.SplitRegionRequest;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.PeerRole;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import io.holdfast.raft.codec.MessageCodec;
import io.holdfast.raft.core.Message;
import io.holdfast.store.engine.WriteBatch;
import io.holdfast.store.region.RegionDescriptor;
import io.holdfast.store.region.RegionStates;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One replica that cannot go on is set aside, and only it, also after a restart (G12). */
class QuarantineTest {
  private static final List<String> THREE = List.of("store-1", "store-2", "store-3");

  private static StoreWorld three(long seed) throws IOException {
    StoreWorld stores = new StoreWorld(seed);
    stores.world.expectFailures(cause -> true); // A replica set aside is a failure to the world.
    stores.pd.replicas = 3;
    stores.pipeline = seed % 2 == 0 ? StoreConfig.Pipeline.STAGED : StoreConfig.Pipeline.INLINE;
    THREE.forEach(stores::addStore);
    THREE.forEach(stores::awaitReady);
    stores.await(() -> settled(stores));
    for (int i = 0; i < 9; i++) {
      stores.putSurely("k" + i, "v" + i);
    }
    split(stores, "k3");
    assertThat(stores.pd.reported).hasSize(2);
    return stores;
  }

  private static boolean settled(StoreWorld stores) {
    return !stores.pd.reported.isEmpty()
        && stores.pd.reported.values().stream()
            .allMatch(
                report ->
                    report.getRegion().getPeersList().stream()
                            .filter(peer -> peer.getRole() == PeerRole.Voter)
                            .count()
                        == 3);
  }

  private static void split(StoreWorld stores, String at) {
    ByteString key = ByteString.copyFromUtf8(at);
    Region region = stores.region(key);
    for (String name : THREE) {
      stores.send(
          stores.channel(name),
          TikvGrpc.getSplitRegionMethod(),
          SplitRegionRequest.newBuilder()
              .setContext(stores.context(region, stores.store(name).storeId()))
              .addSplitKeys(key)
              .setIsRawKv(true)
              .build());
    }
    stores.world.run(Duration.ofSeconds(2));
  }

  /** As if the store held the region that the next split will make. */
  private static void occupyNextId(StoreWorld stores, String name) {
    long id = stores.pd.lastId + 1;
    Region.Builder squatter =
        Region.newBuilder()
            .setId(id)
            .setStartKey(ByteString.copyFromUtf8("y"))
            .setEndKey(ByteString.copyFromUtf8("z"))
            .addPeers(Peer.newBuilder().setId(id + 1).setStoreId(stores.store(name).storeId()));
    squatter.getRegionEpochBuilder().setConfVer(1).setVersion(1);
    WriteBatch batch = new WriteBatch();
    RegionStates.putNew(batch, RegionDescriptor.of(squatter.build()), id + 1);
    stores.store(name).engine().write(batch);
    stores.store(name).engine().syncWal();
  }

  /** Reasons by region, of those set aside. */
  private static long appliedBy(StoreWorld stores, String name, long regionId) {
    var status = stores.store(name).status();
    stores.await(status::isDone);
    return status.join().regions().stream()
        .filter(region -> region.region().getId() == regionId)
        .mapToLong(StoreStatus.RegionStatus::appliedIndex)
        .findFirst()
        .orElseThrow();
  }

  private static Map<Long, String> aside(StoreWorld stores, String name) {
    Map<Long, String> reasons = new TreeMap<>();
    stores
        .call(name, InspectionGrpc.getListRegionsMethod(), ListRegionsRequest.getDefaultInstance())
        .getPeersList()
        .stream()
        .filter(peer -> !peer.getQuarantine().isEmpty())
        .forEach(peer -> reasons.put(peer.getRegion().getId(), peer.getQuarantine()));
    return reasons;
  }

  @ParameterizedTest
  @ValueSource(longs = {71, 72, 73, 74})
  void aPoisonEntryCostsOneReplicaAndItIsReplaced(long seed) throws IOException {
    try (StoreWorld stores = three(seed)) {
      final long parent = stores.region(ByteString.copyFromUtf8("k5")).getId();
      final String victim = THREE.get((int) (seed % 3));
      final String other = THREE.get((int) ((seed + 1) % 3));
      occupyNextId(stores, victim);
      split(stores, "k6");
      assertThat(aside(stores, victim)).containsOnlyKeys(parent);
      assertThat(aside(stores, victim).get(parent)).contains("G7", "child");
      assertThat(aside(stores, other)).isEmpty();
      for (int i = 0; i < 9; i++) {
        stores.putSurely("k" + i, "w" + i); // Two of three go on, here and everywhere.
      }

      stores.world.node(victim).powerCut();
      stores.restart(victim);
      stores.awaitReady(victim);
      assertThat(aside(stores, victim)).containsKey(parent);
      assertThat(stores.pd.damaged.get(stores.store(victim).storeId())).contains(parent);
      // Its other region counts on it.
      stores.world.node(other).kill();
      stores.putSurely("k1", "without " + other);
      stores.restart(other);
      stores.awaitReady(other);

      stores.addStore("store-4");
      stores.awaitReady("store-4");
      stores.pd.drained.add(stores.store(victim).storeId());
      stores.await(() -> settled(stores));
      stores.await(() -> !aside(stores, victim).containsKey(parent));
      assertThat(stores.get("k5")).isEqualTo("w5");
      assertThat(stores.get("k1")).isEqualTo("without " + other);
      assertThat(THREE).allMatch(name -> stores.world.node(name).up());
    }
  }

  /** RAFT-8: what a leader says cannot be reconciled with what is committed here. */
  @ParameterizedTest
  @ValueSource(longs = {77, 78})
  void aReplicaThatContradictsItsLeaderIsSetAside(long seed) throws IOException {
    try (StoreWorld stores = three(seed)) {
      var report = stores.pd.report(stores.region(ByteString.copyFromUtf8("k5")).getId());
      final long region = report.getRegion().getId();
      final String victim =
          THREE.stream()
              .filter(name -> stores.store(name).storeId() != report.getLeader().getStoreId())
              .findFirst()
              .orElseThrow();
      Peer to =
          report.getRegion().getPeersList().stream()
              .filter(peer -> peer.getStoreId() == stores.store(victim).storeId())
              .findFirst()
              .orElseThrow();
      // The leader's own words, but of another log.
      long committed = appliedBy(stores, victim, region);
      Message forged =
          new Message.Append(
              report.getLeader().getId(),
              to.getId(),
              report.getTerm(),
              committed,
              1,
              List.of(),
              committed);
      RaftEnvelope envelope =
          RaftEnvelope.newBuilder()
              .setRegionId(region)
              .setFromPeer(report.getLeader())
              .setToPeer(to)
              .setEpoch(report.getRegion().getRegionEpoch())
              .setMessage(ProtoBytes.toWire(MessageCodec.encode(forged)))
              .build();
      StoreWorld.Answer<RaftAck> answer = new StoreWorld.Answer<>();
      var stream =
          ClientCalls.asyncClientStreamingCall(
              stores
                  .channel(victim)
                  .newCall(RaftTransportGrpc.getStreamMethod(), CallOptions.DEFAULT),
              answer);
      RaftBatch batch =
          RaftBatch.newBuilder()
              .setClusterId(HandMadePd.CLUSTER_ID)
              .setToStoreId(stores.store(victim).storeId())
              .addEnvelopes(envelope)
              .build();
      for (int i = 0; i < 20 && aside(stores, victim).isEmpty(); i++) {
        stream.onNext(batch); // A stream between stores may lose some.
        stores.world.run(Duration.ofMillis(100));
      }
      assertThat(aside(stores, victim)).containsOnlyKeys(region);
      assertThat(aside(stores, victim).get(region)).contains("RAFT-8");
      for (int i = 0; i < 9; i++) {
        stores.putSurely("k" + i, "w" + i);
      }
      long before = stores.world.steps();
      stores.world.run(Duration.ofSeconds(5));
      long quiet = stores.world.steps() - before;
      stores.world.node(victim).powerCut();
      stores.restart(victim);
      stores.awaitReady(victim);
      assertThat(aside(stores, victim)).containsOnlyKeys(region);
      before = stores.world.steps();
      stores.world.run(Duration.ofSeconds(5));
      assertThat(stores.world.steps() - before)
          .as("nobody asks again and again")
          .isLessThan(2 * quiet);
      assertThat(stores.get("k5")).isEqualTo("w5");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {75, 76})
  void aPoisonEntryOnAllStoresCostsOneRegion(long seed) throws IOException {
    try (StoreWorld stores = three(seed)) {
      long parent = stores.region(ByteString.copyFromUtf8("k5")).getId();
      THREE.forEach(name -> occupyNextId(stores, name));
      split(stores, "k6");
      for (int round = 0; round < 2; round++) {
        assertThat(THREE).allMatch(name -> stores.world.node(name).up());
        THREE.forEach(name -> assertThat(aside(stores, name)).containsKey(parent));
        stores.putSurely("k1", "round " + round);
        assertThat(stores.put("k5", "lost")).isFalse();
        THREE.forEach(name -> stores.world.node(name).powerCut());
        THREE.forEach(stores::restart);
        THREE.forEach(stores::awaitReady);
      }
      assertThat(stores.get("k1")).isEqualTo("round 1");
    }
  }
}
