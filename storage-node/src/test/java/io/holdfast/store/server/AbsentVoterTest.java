package io.holdfast.store.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.stub.ClientCalls;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.internal.RaftAck;
import io.holdfast.protocol.wire.internal.RaftBatch;
import io.holdfast.protocol.wire.internal.RaftEnvelope;
import io.holdfast.protocol.wire.internal.RaftTransportGrpc;
import io.holdfast.protocol.wire.internal.RegionLocalState;
import io.holdfast.protocol.wire.kvrpcpb.SplitRegionRequest;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.PeerRole;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import io.holdfast.raft.codec.MessageCodec;
import io.holdfast.raft.core.HardState;
import io.holdfast.raft.core.Message;
import io.holdfast.store.engine.WriteBatch;
import io.holdfast.store.region.RegionStates;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Members that never held anything vote, once a term, whatever comes after (G13). */
class AbsentVoterTest {
  private static final List<String> THREE = List.of("store-1", "store-2", "store-3");

  private static StoreWorld three(long seed, StoreConfig.Limits limits) throws IOException {
    StoreWorld stores = new StoreWorld(seed);
    stores.pd.replicas = 3;
    stores.limits = limits;
    stores.pipeline = seed % 2 == 0 ? StoreConfig.Pipeline.STAGED : StoreConfig.Pipeline.INLINE;
    THREE.forEach(stores::addStore);
    THREE.forEach(stores::awaitReady);
    stores.await(() -> settled(stores));
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
    for (int attempt = 0; attempt < 40 && stores.pd.reported.size() < 2; attempt++) {
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
      stores.world.run(Duration.ofMillis(250));
    }
    assertThat(stores.pd.reported).as("regions").hasSize(2);
  }

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 20);
  }

  /**
   * One store lags behind the split and, for even seeds, behind the log, so that the split will
   * never happen there; then another one dies.
   */
  @ParameterizedTest
  @MethodSource("seeds")
  void twoOfThreeSufficeAfterASplitBesideASlowStore(long seed) throws IOException {
    boolean logIsCut = seed % 4 < 2;
    StoreConfig.Limits tight = new StoreConfig.Limits(8 << 20, 64 << 20, 1000, 5, 10, 64, 2);
    try (StoreWorld stores = three(seed, logIsCut ? tight : StoreConfig.Limits.defaults())) {
      stores.putSurely("a", "1");
      stores.putSurely("k", "1");
      final String slow = THREE.get((int) (seed % 3));
      final String dies = THREE.get((int) ((seed + 1 + seed / 3 % 2) % 3));
      stores.world.node(slow).powerCut();
      for (int i = 0; i < 30; i++) {
        stores.putSurely("k", "v" + i);
      }
      split(stores, "c");
      for (int i = 0; i < 30; i++) {
        stores.putSurely(i % 2 == 0 ? "a" : "k", "w" + i);
      }
      stores.world.run(Duration.ofSeconds(4)); // Rounds of truncation.
      stores.world.node(dies).kill();
      stores.restart(slow);
      stores.awaitReady(slow);
      final long begun = stores.world.nowNanos();
      stores.putSurely("a", "last");
      stores.putSurely("k", "last");
      assertThat(Duration.ofNanos(stores.world.nowNanos() - begun))
          .as("time until both regions accept writes")
          .isLessThan(Duration.ofSeconds(15));
      stores.restart(dies);
      stores.awaitReady(dies);
      assertThat(stores.get("a")).isEqualTo("last");
      assertThat(stores.get("k")).isEqualTo("last");
    }
  }

  private record Child(long id, List<Peer> peers, Region parent) {
    Peer on(long storeId) {
      return peers.stream().filter(peer -> peer.getStoreId() == storeId).findFirst().orElseThrow();
    }
  }

  /** The child that the next split will make, from the ids that the driver will hand out. */
  private static Child nextChild(StoreWorld stores) {
    Region parent = stores.region(ByteString.copyFromUtf8("a"));
    List<Peer> peers =
        parent.getPeersList().stream()
            .map(
                peer ->
                    peer.toBuilder()
                        .setId(stores.pd.lastId + 2 + parent.getPeersList().indexOf(peer))
                        .build())
            .toList();
    return new Child(stores.pd.lastId + 1, peers, parent);
  }

  private static void campaign(
      StoreWorld stores, String at, Child child, Peer candidate, long term) {
    Peer to = child.on(stores.store(at).storeId());
    Message request = new Message.VoteRequest(candidate.getId(), to.getId(), term, 5, 5, false);
    RaftEnvelope.Builder envelope =
        RaftEnvelope.newBuilder()
            .setRegionId(child.id())
            .setFromPeer(candidate.toBuilder().setStoreId(999)) // Nobody hears the answer.
            .setToPeer(to)
            .setEndKey(ByteString.copyFromUtf8("c"))
            .setMessage(ProtoBytes.toWire(MessageCodec.encode(request)));
    envelope
        .getEpochBuilder()
        .setConfVer(child.parent().getRegionEpoch().getConfVer())
        .setVersion(child.parent().getRegionEpoch().getVersion() + 1);
    StoreWorld.Answer<RaftAck> answer = new StoreWorld.Answer<>();
    var stream =
        ClientCalls.asyncClientStreamingCall(
            stores.channel(at).newCall(RaftTransportGrpc.getStreamMethod(), CallOptions.DEFAULT),
            answer);
    for (int i = 0; i < 5; i++) { // A stream between stores may lose some.
      stream.onNext(
          RaftBatch.newBuilder()
              .setClusterId(HandMadePd.CLUSTER_ID)
              .setToStoreId(stores.store(at).storeId())
              .addEnvelopes(envelope)
              .build());
      stores.world.run(Duration.ofMillis(50));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33, 34})
  void theVoteOutlivesARestartAndALateSplit(long seed) throws IOException {
    try (StoreWorld stores = three(seed, StoreConfig.Limits.defaults())) {
      stores.putSurely("a", "1");
      final long leads = stores.pd.reported.values().iterator().next().getLeader().getStoreId();
      final String name =
          THREE.stream()
              .filter(each -> stores.store(each).storeId() != leads)
              .skip(seed % 2)
              .findFirst()
              .orElseThrow();
      final Child child = nextChild(stores);
      final List<Peer> others =
          child.peers().stream()
              .filter(peer -> peer.getStoreId() != stores.store(name).storeId())
              .toList();
      campaign(stores, name, child, others.get(0), 50);
      HardState voted = new HardState(50, others.get(0).getId(), 0);
      assertThat(stores.store(name).raftLog().hardState(child.id())).isEqualTo(voted);
      campaign(stores, name, child, others.get(1), 50);
      assertThat(stores.store(name).raftLog().hardState(child.id())).isEqualTo(voted);

      stores.world.node(name).powerCut();
      stores.restart(name);
      stores.awaitReady(name);
      campaign(stores, name, child, others.get(1), 50);
      assertThat(stores.store(name).raftLog().hardState(child.id())).isEqualTo(voted);

      split(stores, "c");
      stores.await(() -> stores.store(name).raftLog().storage(child.id()).lastIndex() > 0);
      HardState after = stores.store(name).raftLog().hardState(child.id());
      assertThat(after.term()).isGreaterThanOrEqualTo(50);
      if (after.term() == 50) {
        assertThat(after.vote()).isEqualTo(voted.vote());
      }
      stores.putSurely("a", "2");
      assertThat(stores.get("a")).isEqualTo("2");
    }
  }

  /** D8: it may have acknowledged what it has lost. */
  @ParameterizedTest
  @ValueSource(longs = {41})
  void whoHeldDataAndLostItDoesNotVote(long seed) throws IOException {
    try (StoreWorld stores = three(seed, StoreConfig.Limits.defaults())) {
      final String name = "store-2";
      final Child child = nextChild(stores);
      Region.Builder emptied =
          Region.newBuilder().setId(child.id()).setEndKey(ByteString.copyFromUtf8("c"));
      emptied.getRegionEpochBuilder().setConfVer(1).setVersion(1);
      emptied.addAllPeers(child.peers());
      WriteBatch batch = new WriteBatch();
      RegionStates.put(
          batch,
          RegionLocalState.newBuilder()
              .setState(RegionLocalState.State.APPLYING)
              .setRegion(emptied)
              .setPeerId(child.on(stores.store(name).storeId()).getId())
              .build());
      stores.store(name).engine().write(batch);
      stores.store(name).engine().syncWal();
      stores.world.node(name).powerCut();
      stores.restart(name);
      stores.awaitReady(name);
      campaign(stores, name, child, child.on(stores.store("store-1").storeId()), 50);
      assertThat(stores.store(name).raftLog().hardState(child.id())).isEqualTo(HardState.INITIAL);
    }
  }
}
