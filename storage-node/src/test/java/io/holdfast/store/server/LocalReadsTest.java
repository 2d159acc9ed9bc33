package io.holdfast.store.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.holdfast.protocol.wire.kvrpcpb.Context;
import io.holdfast.protocol.wire.kvrpcpb.RawGetRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawGetResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawPutRequest;
import io.holdfast.protocol.wire.kvrpcpb.SplitRegionRequest;
import io.holdfast.protocol.wire.metapb.RegionEpoch;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Gets under a lease, answered where they arrive, and when they must not be (L15). */
@SuppressWarnings("NullAway.Init") // Made before each test.
class LocalReadsTest {
  private static final ByteString LEFT = ByteString.copyFromUtf8("a");
  private static final ByteString RIGHT = ByteString.copyFromUtf8("z");

  private StoreWorld stores;
  private String leader;
  private Context context;

  @BeforeEach
  void start() throws IOException {
    stores = new StoreWorld(7);
    stores.leases = true;
    stores.pd.replicas = 3;
    for (String name : new String[] {"store-1", "store-2", "store-3"}) {
      stores.addStore(name);
      stores.awaitReady(name);
    }
    stores.await(() -> stores.settledAt(3));
    stores.world.run(Duration.ofSeconds(12)); // Until the clocks count as equal.
    leader = stores.leaderOf(LEFT);
    context = stores.contextAtLeader(LEFT);
    put(LEFT, "left");
    put(RIGHT, "right");
    assertThat(get(context, LEFT).getValue().toStringUtf8()).isEqualTo("left"); // Opens the view.
  }

  @AfterEach
  void stop() {
    stores.close();
  }

  private void put(ByteString key, String value) {
    RawPutRequest put =
        RawPutRequest.newBuilder()
            .setContext(context)
            .setKey(key)
            .setValue(ByteString.copyFromUtf8(value))
            .build();
    assertThat(stores.call(leader, TikvGrpc.getRawPutMethod(), put).hasRegionError()).isFalse();
  }

  private RawGetResponse get(Context with, ByteString key) {
    return stores.call(
        leader,
        TikvGrpc.getRawGetMethod(),
        RawGetRequest.newBuilder().setContext(with).setKey(key).build());
  }

  @Test
  void aWriteThatWasAnsweredIsSeen() {
    for (int i = 0; i < 50; i++) {
      put(RIGHT, "value-" + i);
      assertThat(get(context, RIGHT).getValue().toStringUtf8()).isEqualTo("value-" + i);
    }
    assertThat(get(context, ByteString.copyFromUtf8("none")).getNotFound()).isTrue();
  }

  @Test
  void whoKnowsTheRegionBeforeItsSplitIsRefused() {
    SplitRegionRequest split =
        SplitRegionRequest.newBuilder()
            .setContext(context)
            .addSplitKeys(ByteString.copyFromUtf8("m"))
            .build();
    assertThat(stores.call(leader, TikvGrpc.getSplitRegionMethod(), split).getRegionsList())
        .hasSize(2);
    for (ByteString key : new ByteString[] {LEFT, RIGHT}) {
      assertThat(get(context, key).getRegionError().hasEpochNotMatch()).isTrue();
    }
    Context now =
        context.toBuilder()
            .setRegionEpoch(
                RegionEpoch.newBuilder(context.getRegionEpoch())
                    .setVersion(context.getRegionEpoch().getVersion() + 1))
            .build();
    // The new part has the new id, or the old one keeps its left: one of both is where it was.
    assertThat(get(now, LEFT).getValue().toStringUtf8() + get(now, RIGHT).getValue().toStringUtf8())
        .isIn("left", "right");
  }

  @Test
  void whatIsMeantForOthersIsRefusedInTheirWords() {
    Context otherPeer =
        context.toBuilder().setPeer(context.getPeer().toBuilder().setId(999)).build();
    assertThat(get(otherPeer, LEFT).hasRegionError()).isTrue();
    Context otherStore =
        context.toBuilder().setPeer(context.getPeer().toBuilder().setStoreId(999)).build();
    assertThat(get(otherStore, LEFT).getRegionError().hasStoreNotMatch()).isTrue();
    Context otherCluster = context.toBuilder().setClusterId(999).build();
    assertThat(get(otherCluster, LEFT).hasRegionError()).isTrue();
    Context otherEpoch =
        context.toBuilder()
            .setRegionEpoch(RegionEpoch.newBuilder(context.getRegionEpoch()).setVersion(999))
            .build();
    assertThat(get(otherEpoch, LEFT).getRegionError().hasEpochNotMatch()).isTrue();
  }

  @Test
  void aLeaderThatWasPausedWhileAnotherLedReadsNothingStale() {
    stores.world.node(leader).pause();
    stores.putSurely("a", "newer");
    stores.world.node(leader).resume();
    RawGetResponse answer = get(context, LEFT);
    assertThat(answer.hasRegionError() || answer.getValue().toStringUtf8().equals("newer"))
        .as("%s", answer)
        .isTrue();
  }
}
