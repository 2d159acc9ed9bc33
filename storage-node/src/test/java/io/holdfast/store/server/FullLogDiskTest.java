package io.holdfast.store.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.holdfast.protocol.wire.internal.DescribeRequest;
import io.holdfast.protocol.wire.internal.StoreInfoGrpc;
import io.holdfast.protocol.wire.kvrpcpb.RawPutRequest;
import io.holdfast.protocol.wire.metapb.PeerRole;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import io.holdfast.simulation.world.SimDisk;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A store whose Raft-log disk is full refuses writes and lives: no sync has failed (D9), so what
 * found no room is written when there is some.
 */
class FullLogDiskTest {
  private static final List<String> STORES = List.of("store-1", "store-2", "store-3");
  private static final ByteString KEY = ByteString.copyFromUtf8("k");
  private static final long RESERVE_BYTES = 256 << 10;

  private static StoreWorld threeStores(long seed, StoreConfig.Pipeline pipeline, long reserve)
      throws IOException {
    StoreWorld stores = new StoreWorld(seed);
    stores.pipeline = pipeline;
    stores.limits =
        stores.limits.withLogBytes(StoreConfig.LogBytes.defaults().withReserve(reserve));
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

  private static void fill(StoreWorld stores, String name) {
    SimDisk disk = stores.world.node(name).disk();
    disk.setCapacityBytes(disk.usedBytes());
  }

  private static void makeRoom(StoreWorld stores, String name) {
    stores.world.node(name).disk().setCapacityBytes(Long.MAX_VALUE);
  }

  private static boolean full(StoreWorld stores, String name) {
    return stores
        .call(name, StoreInfoGrpc.getDescribeMethod(), DescribeRequest.getDefaultInstance())
        .getUnreadyBecauseList()
        .contains("disk full");
  }

  private static void awaitRoom(StoreWorld stores, String name) {
    for (int i = 0; i < 60 && full(stores, name); i++) {
      stores.world.run(Duration.ofMillis(500));
    }
    assertThat(full(stores, name)).as(name + " has seen that there is room").isFalse();
  }

  @ParameterizedTest
  @EnumSource(StoreConfig.Pipeline.class)
  void itsLeadershipsAreTakenByOthersAndItComesBackByItself(StoreConfig.Pipeline pipeline)
      throws IOException {
    try (StoreWorld stores = threeStores(11, pipeline, RESERVE_BYTES)) {
      String full = stores.leaderOf(KEY);
      fill(stores, full);
      boolean moved = false;
      for (int i = 0; i < 200 && !moved; i++) {
        stores.putSurely("k" + i, "v".repeat(100));
        moved = !stores.leaderOf(KEY).equals(full);
      }
      assertThat(moved).as("another store leads" + stores.describe()).isTrue();
      stores.putSurely("k", "through another");
      assertThat(stores.get("k")).isEqualTo("through another");
      stores.world.run(Duration.ofSeconds(2)); // Readiness is looked at once a second.
      assertThat(full(stores, full)).isTrue();

      makeRoom(stores, full);
      awaitRoom(stores, full);
      // It holds what the others hold: with it and one of them everything is there.
      String away = STORES.stream().filter(name -> !name.equals(full)).findFirst().orElseThrow();
      stores.world.run(Duration.ofSeconds(5));
      stores.world.node(away).kill();
      stores.putSurely("k", "with the one that was full");
      assertThat(stores.get("k")).isEqualTo("with the one that was full");
    }
  }

  /** What was proposed before the disk was full has its fate, once. */
  @ParameterizedTest
  @EnumSource(StoreConfig.Pipeline.class)
  void withoutReserveWhatWaitsIsWrittenWhenThereIsRoom(StoreConfig.Pipeline pipeline)
      throws IOException {
    try (StoreWorld stores = threeStores(12, pipeline, 0)) {
      String full = stores.leaderOf(KEY);
      fill(stores, full);
      var stuck =
          stores.send(
              stores.channel(full),
              TikvGrpc.getRawPutMethod(),
              RawPutRequest.newBuilder()
                  .setContext(stores.contextAtLeader(KEY))
                  .setKey(ByteString.copyFromUtf8("other"))
                  .setValue(KEY)
                  .build());
      boolean moved =
          stores.world.runUntil(() -> !stores.leaderOf(KEY).equals(full), Duration.ofSeconds(10));
      assertThat(moved).as("another store leads" + stores.describe()).isTrue();
      stores.putSurely("k", "through another");
      makeRoom(stores, full);
      awaitRoom(stores, full);
      boolean told = stores.world.runUntil(stuck::done, Duration.ofSeconds(30));
      assertThat(told).as("the caller of the write that met the full disk is told").isTrue();
      assertThat(stores.get("k")).isEqualTo("through another");
    }
  }

  @Test
  void whereAllAreFullReadsGoOnAndWritesReturnWithTheRoom() throws IOException {
    try (StoreWorld stores = threeStores(13, StoreConfig.Pipeline.INLINE, RESERVE_BYTES)) {
      STORES.forEach(name -> fill(stores, name));
      String last = "before";
      for (int round = 0; round < 20; round++) { // More than the files have ahead of need.
        String longer = "v".repeat(1_500 + round);
        last = stores.put("k", longer) ? longer : last;
        assertThat(stores.get("k")).isEqualTo(last);
        stores.world.run(Duration.ofSeconds(1));
      }
      assertThat(stores.put("k", "v".repeat(2_000))).isFalse();
      STORES.forEach(name -> makeRoom(stores, name));
      stores.putSurely("k", "there is room");
      assertThat(stores.get("k")).isEqualTo("there is room");
    }
  }

  /** The log's own entries made the disk full: what nobody needs goes, nobody else makes room. */
  @Test
  void aDiskThatIsSmallerThanASegmentIsPurged() throws IOException {
    try (StoreWorld stores = threeStores(14, StoreConfig.Pipeline.INLINE, RESERVE_BYTES)) {
      for (String name : STORES) {
        SimDisk disk = stores.world.node(name).disk();
        disk.setCapacityBytes(disk.usedBytes() + 3 * RESERVE_BYTES);
      }
      String value = "v".repeat(10_000);
      for (int i = 0; i < 300; i++) { // Four times as much as there is room.
        stores.putSurely("k" + i % 10, value);
      }
      assertThat(stores.get("k1")).isEqualTo(value);
    }
  }
}
