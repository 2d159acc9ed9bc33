package io.holdfast.store.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.holdfast.protocol.wire.kvrpcpb.RawPutRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawPutResponse;
import io.holdfast.protocol.wire.kvrpcpb.SplitRegionRequest;
import io.holdfast.protocol.wire.metapb.PeerRole;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.pdpb.RegionHeartbeatRequest;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two regions led by one store; one loses both of its other members while it is written to. What it
 * cannot finish must not keep the other from being written, neither while its leader still believes
 * in itself nor after it has stepped down.
 */
class RegionWithoutQuorumTest {
  private static final List<String> STORES =
      List.of("store-1", "store-2", "store-3", "store-4", "store-5");
  private static final String LEADER = "store-1";

  @ParameterizedTest
  @EnumSource(StoreConfig.Pipeline.class)
  void leavesTheOtherRegionsOfItsStoreAlone(StoreConfig.Pipeline pipeline) throws IOException {
    try (StoreWorld stores = new StoreWorld(3)) {
      stores.pipeline = pipeline;
      stores.limits = new StoreConfig.Limits(8 << 20, 64 << 10, 1000, 50, 200_000, 1 << 10, 4);
      place(stores);
      stores.world.node("store-2").kill();
      stores.world.node("store-3").kill();
      List<StoreWorld.Answer<RawPutResponse>> stuck = new ArrayList<>();
      for (int i = 0; i < 80; i++) {
        stuck.add(put(stores, "a" + i));
      }
      List<String> refused = new ArrayList<>();
      for (int second = 0; second < 60; second++) {
        StoreWorld.Answer<RawPutResponse> answer = put(stores, "z" + second);
        stores.world.runUntil(answer::done, Duration.ofSeconds(3));
        RawPutResponse response = answer.value();
        if (response.hasRegionError()) {
          refused.add(second + " " + response.getRegionError());
        }
        stores.world.run(Duration.ofSeconds(1));
      }
      assertThat(refused).isEmpty();

      stores.restart("store-2");
      stores.restart("store-3");
      stores.await(() -> stuck.stream().allMatch(StoreWorld.Answer::done));
      for (int i = 0; i < 80; i++) {
        // Whoever was told "written" finds it: the fate was kept although the room was not.
        if (!stuck.get(i).value().hasRegionError()) {
          assertThat(stores.get("a" + i)).isEqualTo("v".repeat(1000));
        }
      }
    }
  }

  private static StoreWorld.Answer<RawPutResponse> put(StoreWorld stores, String key) {
    ByteString k = ByteString.copyFromUtf8(key);
    Region region = stores.region(k);
    return stores.send(
        stores.channel(LEADER),
        TikvGrpc.getRawPutMethod(),
        RawPutRequest.newBuilder()
            .setContext(stores.context(region, stores.store(LEADER).storeId()))
            .setKey(k)
            .setValue(ByteString.copyFromUtf8("v".repeat(1000)))
            .build());
  }

  /** Two regions, led by one store, that share no other. */
  private static void place(StoreWorld stores) {
    STORES.forEach(stores::addStore);
    STORES.forEach(stores::awaitReady);
    stores.putSurely("a", "1");
    ByteString at = ByteString.copyFromUtf8("m");
    stores.call(
        stores.leaderOf(at),
        TikvGrpc.getSplitRegionMethod(),
        SplitRegionRequest.newBuilder()
            .setContext(stores.contextAtLeader(at))
            .addSplitKeys(at)
            .setIsRawKv(true)
            .build());
    stores.await(() -> stores.pd.reported.size() == 2);
    Map<String, Long> ids = new TreeMap<>();
    STORES.forEach(name -> ids.put(name, stores.store(name).storeId()));
    long lower = stores.region(ByteString.copyFromUtf8("a")).getId();
    long upper = stores.region(ByteString.copyFromUtf8("z")).getId();
    stores.pd.wanted.put(lower, List.of(ids.get(LEADER), ids.get("store-2"), ids.get("store-3")));
    stores.pd.wanted.put(upper, List.of(ids.get(LEADER), ids.get("store-4"), ids.get("store-5")));
    stores.await(
        () ->
            stores.pd.wanted.entrySet().stream()
                .allMatch(place -> placed(stores.pd.report(place.getKey()), place.getValue())));
  }

  private static boolean placed(RegionHeartbeatRequest report, List<Long> wanted) {
    return report.getLeader().getStoreId() == wanted.get(0)
        && report.getRegion().getPeersCount() == wanted.size()
        && report.getRegion().getPeersList().stream()
            .allMatch(
                peer -> peer.getRole() == PeerRole.Voter && wanted.contains(peer.getStoreId()));
  }
}
