package io.holdfast.store.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.holdfast.protocol.wire.kvrpcpb.SplitRegionRequest;
import io.holdfast.protocol.wire.metapb.PeerRole;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A placement driver that comes back from an older copy of its data hands ids out again (G11). */
class OldPlacementTest {
  private static final List<String> THREE = List.of("store-1", "store-2", "store-3");

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

  @ParameterizedTest
  @ValueSource(longs = {61, 62})
  void noSplitTakesIdsThatAreInUse(long seed) throws IOException {
    try (StoreWorld stores = new StoreWorld(seed)) {
      stores.pd.replicas = 3;
      THREE.forEach(stores::addStore);
      THREE.forEach(stores::awaitReady);
      stores.await(() -> settled(stores));
      for (int i = 0; i < 9; i++) {
        stores.putSurely("k" + i, "v" + i);
      }
      final long before = stores.pd.lastId;
      split(stores, "k3");
      final long after = stores.pd.lastId;
      assertThat(stores.pd.reported).hasSize(2);

      stores.pd.lastId = before;
      split(stores, "k6");
      assertThat(stores.pd.reported).as("regions").hasSize(2);
      THREE.forEach(name -> stores.world.node(name).powerCut());
      THREE.forEach(stores::restart);
      THREE.forEach(stores::awaitReady);
      for (int i = 0; i < 9; i++) {
        assertThat(stores.get("k" + i)).isEqualTo("v" + i);
      }
      stores.pd.lastId = before;
      split(stores, "k6");
      assertThat(stores.pd.reported).as("regions, after a restart").hasSize(2);

      stores.pd.lastId = after;
      split(stores, "k6");
      assertThat(stores.pd.reported).as("regions, with new ids").hasSize(3);
      stores.putSurely("k7", "new");
      assertThat(stores.get("k7")).isEqualTo("new");
    }
  }
}
