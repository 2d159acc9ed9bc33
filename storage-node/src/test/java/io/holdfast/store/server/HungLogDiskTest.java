package io.holdfast.store.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.holdfast.protocol.wire.kvrpcpb.RawPutRequest;
import io.holdfast.protocol.wire.metapb.PeerRole;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** L9: a leader whose log disk hangs makes way, whoever runs its log. */
class HungLogDiskTest {
  private static final List<String> STORES = List.of("store-1", "store-2", "store-3");
  private static final ByteString KEY = ByteString.copyFromUtf8("k");

  @ParameterizedTest
  @EnumSource(StoreConfig.Pipeline.class)
  void itsRegionsAreWrittenThroughOthersWithinAnElection(StoreConfig.Pipeline pipeline)
      throws IOException {
    try (StoreWorld stores = new StoreWorld(5)) {
      stores.pipeline = pipeline;
      stores.pd.replicas = 3;
      STORES.forEach(stores::addStore);
      STORES.forEach(stores::awaitReady);
      stores.putSurely("k", "before");
      stores.await(() -> voters(stores) == 3);
      String hung = stores.leaderOf(KEY);
      stores.world.node(hung).disk().setExtraSyncNanos(Duration.ofSeconds(60).toNanos());
      var stuck =
          stores.send(
              stores.channel(hung),
              TikvGrpc.getRawPutMethod(),
              RawPutRequest.newBuilder()
                  .setContext(stores.contextAtLeader(KEY))
                  .setKey(ByteString.copyFromUtf8("other"))
                  .setValue(KEY)
                  .build());
      // The stall is noticed, an election follows, and the new leader reports itself.
      boolean moved =
          stores.world.runUntil(() -> !stores.leaderOf(KEY).equals(hung), Duration.ofSeconds(6));
      assertThat(moved).as("another store leads" + stores.describe()).isTrue();
      stores.putSurely("k", "after");
      assertThat(stores.get("k")).isEqualTo("after");
      stores.world.node(hung).disk().heal();
      stores.world.runUntil(stuck::done, Duration.ofMinutes(2));
    }
  }

  private static long voters(StoreWorld stores) {
    return stores.pd.report(stores.region(KEY).getId()).getRegion().getPeersList().stream()
        .filter(peer -> peer.getRole() == PeerRole.Voter)
        .count();
  }
}
