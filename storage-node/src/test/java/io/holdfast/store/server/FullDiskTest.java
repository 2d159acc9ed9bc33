package io.holdfast.store.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.holdfast.protocol.wire.internal.KeyMode;
import io.holdfast.protocol.wire.kvrpcpb.CommitRequest;
import io.holdfast.protocol.wire.kvrpcpb.CommitResponse;
import io.holdfast.protocol.wire.kvrpcpb.GetRequest;
import io.holdfast.protocol.wire.kvrpcpb.GetResponse;
import io.holdfast.protocol.wire.kvrpcpb.Mutation;
import io.holdfast.protocol.wire.kvrpcpb.Op;
import io.holdfast.protocol.wire.kvrpcpb.PrewriteRequest;
import io.holdfast.protocol.wire.kvrpcpb.PrewriteResponse;
import io.holdfast.protocol.wire.metapb.PeerRole;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import io.holdfast.store.region.RegionStates;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A store whose disk is full harms itself only, and comes back by itself. */
class FullDiskTest {
  private static final List<String> STORES = List.of("store-1", "store-2", "store-3", "store-4");
  private static final ByteString KEY = ByteString.copyFromUtf8("k");

  private static StoreWorld fourStores(long seed) throws IOException {
    StoreWorld stores = new StoreWorld(seed);
    stores.pd.replicas = 3;
    STORES.forEach(stores::addStore);
    STORES.forEach(stores::awaitReady);
    stores.putSurely("k", "before");
    stores.await(() -> voters(stores) == 3);
    return stores;
  }

  private static long voters(StoreWorld stores) {
    return stores.pd.report(stores.region(KEY).getId()).getRegion().getPeersList().stream()
        .filter(peer -> peer.getRole() == PeerRole.Voter)
        .count();
  }

  @Test
  void itsLeadershipsAreTakenByOthers() throws IOException {
    try (StoreWorld stores = fourStores(7)) {
      String full = stores.leaderOf(KEY);
      stores.disk(full).limitSpace(1);
      stores.putSurely("k", "the last one here");
      stores.await(() -> !stores.leaderOf(KEY).equals(full));
      stores.putSurely("k", "through another");
      assertThat(stores.get("k")).isEqualTo("through another");
    }
  }

  @Test
  void itsReplicasAreMovedAwayAndDestroyed() throws IOException {
    try (StoreWorld stores = fourStores(8)) {
      String full = stores.leaderOf(KEY);
      stores.disk(full).limitSpace(1);
      stores.putSurely("k", "the last one here");
      stores.await(() -> !stores.leaderOf(KEY).equals(full));
      long region = stores.region(KEY).getId();
      stores.pd.wanted.put(
          region,
          STORES.stream()
              .filter(name -> !name.equals(full))
              .map(name -> stores.store(name).storeId())
              .toList());
      boolean gone =
          stores.world.runUntil(
              () -> {
                var state = RegionStates.localState(stores.store(full).engine(), region);
                return state != null && state.getState().name().equals("TOMBSTONE");
              },
              Duration.ofMinutes(2));
      assertThat(gone).as("the replica is destroyed on the full disk" + stores.describe()).isTrue();
    }
  }

  @Test
  void whereAllAreFullReadsGoOnAndWritesReturnWithTheRoom() throws IOException {
    try (StoreWorld stores = fourStores(9)) {
      STORES.forEach(name -> stores.disk(name).limitSpace(1));
      String last = "before";
      for (int round = 0; round < 20; round++) {
        String longer = "v".repeat(100 + round);
        last = stores.put("k", longer) ? longer : last;
        assertThat(stores.get("k")).isEqualTo(last);
        stores.world.run(Duration.ofSeconds(1));
      }
      assertThat(stores.put("k", "v".repeat(1000))).isFalse();
      STORES.forEach(name -> stores.disk(name).limitSpace(Long.MAX_VALUE));
      stores.putSurely("k", "there is room");
      assertThat(stores.get("k")).isEqualTo("there is room");
    }
  }

  /** A lock that waits for room would keep readers waiting for it. */
  @Test
  void whatHasBegunIsSettledOnAFullDisk() throws IOException {
    try (StoreWorld stores = new StoreWorld(10)) {
      stores.pd.keyMode = KeyMode.V1_TXN;
      stores.addStore("store-1");
      stores.awaitReady("store-1");
      stores.await(() -> !stores.pd.reported.isEmpty());
      assertThat(prewrite(stores, "k", 10).hasRegionError()).isFalse();
      stores.disk("store-1").limitSpace(1);
      int tries = 0;
      while (!prewrite(stores, "other" + tries, 11).getRegionError().hasDiskFull()) {
        assertThat(tries++).as("writes until the full disk is met").isLessThan(20);
        stores.world.run(Duration.ofMillis(100));
      }
      CommitResponse committed =
          stores.call(
              "store-1",
              TikvGrpc.getKvCommitMethod(),
              CommitRequest.newBuilder()
                  .setContext(stores.contextAtLeader(KEY))
                  .addKeys(KEY)
                  .setStartVersion(10)
                  .setCommitVersion(20)
                  .build());
      assertThat(committed.hasRegionError() || committed.hasError())
          .as(committed.toString())
          .isFalse();
      GetResponse found =
          stores.call(
              "store-1",
              TikvGrpc.getKvGetMethod(),
              GetRequest.newBuilder()
                  .setContext(stores.contextAtLeader(KEY))
                  .setKey(KEY)
                  .setVersion(30)
                  .build());
      assertThat(found.getValue()).isEqualTo(KEY);
    }
  }

  private static PrewriteResponse prewrite(StoreWorld stores, String key, long start) {
    ByteString name = ByteString.copyFromUtf8(key);
    return stores.call(
        "store-1",
        TikvGrpc.getKvPrewriteMethod(),
        PrewriteRequest.newBuilder()
            .setContext(stores.contextAtLeader(KEY))
            .addMutations(Mutation.newBuilder().setOp(Op.Put).setKey(name).setValue(name))
            .setPrimaryLock(name)
            .setStartVersion(start)
            .setLockTtl(60_000)
            .build());
  }
}
