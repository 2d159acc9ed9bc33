package io.holdfast.store.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.holdfast.protocol.id.Timestamp;
import io.holdfast.protocol.wire.internal.DescribeRequest;
import io.holdfast.protocol.wire.internal.DescribeResponse;
import io.holdfast.protocol.wire.internal.KeyMode;
import io.holdfast.protocol.wire.internal.Marks;
import io.holdfast.protocol.wire.internal.StoreInfoGrpc;
import io.holdfast.protocol.wire.kvrpcpb.GetRequest;
import io.holdfast.protocol.wire.kvrpcpb.GetResponse;
import io.holdfast.protocol.wire.kvrpcpb.SplitRegionRequest;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a store tells of ids and timestamps in use (rule T5). */
class KnownMarksTest {
  private static final String NAME = "store-1";

  private static StoreWorld one() throws IOException {
    return one(KeyMode.V1_RAW);
  }

  private static StoreWorld one(KeyMode keyMode) throws IOException {
    StoreWorld world = new StoreWorld(5);
    world.pd.keyMode = keyMode;
    world.addStore(NAME);
    world.awaitReady(NAME);
    world.await(() -> !world.pd.reported.isEmpty() && !world.pd.heartbeats.isEmpty());
    return world;
  }

  private static Marks reported(StoreWorld world) {
    long storeId = world.store(NAME).storeId();
    world.pd.heartbeats.clear();
    world.await(() -> world.pd.heartbeats.containsKey(storeId));
    return world.pd.heartbeats.values().iterator().next().getMarks();
  }

  @Test
  void idsOfRegionsAndPeersAreReported() throws Exception {
    try (StoreWorld world = one()) {
      Region first = world.region(ByteString.copyFromUtf8("k"));
      long greatest = first.getPeers(0).getId();
      assertThat(reported(world).getGreatestId()).isEqualTo(greatest);
      world.call(
          NAME,
          TikvGrpc.getSplitRegionMethod(),
          SplitRegionRequest.newBuilder()
              .setContext(world.context(first, world.store(NAME).storeId()))
              .addSplitKeys(ByteString.copyFromUtf8("k"))
              .setIsRawKv(true)
              .build());
      assertThat(world.pd.splitMarks.getGreatestId()).isEqualTo(greatest);
      assertThat(reported(world).getGreatestId()).isEqualTo(greatest + 2);
    }
  }

  @Test
  void whatThePlacementDriverStoodForIsRememberedOverAPowerlessRestart() throws Exception {
    try (StoreWorld world = one()) {
      Marks told =
          Marks.newBuilder()
              .setGreatestId(5_000)
              .setGreatestTimestamp(Timestamp.compose(1_767_225_700_000L, 7))
              .build();
      world.pd.told = told;
      assertThat(reported(world)).isNotNull();
      assertThat(reported(world)).isEqualTo(told);
      world.pd.told = Marks.getDefaultInstance(); // As if from an older copy.
      world.world.node(NAME).kill();
      world.restart(NAME);
      world.awaitReady(NAME);
      assertThat(reported(world)).isEqualTo(told);
      DescribeResponse description =
          world.call(NAME, StoreInfoGrpc.getDescribeMethod(), DescribeRequest.getDefaultInstance());
      assertThat(description.getMarks()).isEqualTo(told);
      assertThat(description.getClusterId()).isEqualTo(HandMadePd.CLUSTER_ID);
      assertThat(description.getStore().getId()).isEqualTo(world.store(NAME).storeId());
      assertThat(description.getStore().getAddress()).isEqualTo("store-1:20160");
    }
  }

  private static GetResponse readAt(StoreWorld world, long ts) {
    ByteString key = ByteString.copyFromUtf8("k");
    return world.call(
        NAME,
        TikvGrpc.getKvGetMethod(),
        GetRequest.newBuilder()
            .setContext(world.context(world.region(key), world.store(NAME).storeId()))
            .setKey(key)
            .setVersion(ts)
            .build());
  }

  @Test
  void aReadInTheFutureIsRefused() throws Exception {
    long nowMillis = 1_767_225_700_000L;
    try (StoreWorld world = one(KeyMode.V1_TXN)) {
      world.pd.told =
          Marks.newBuilder().setGreatestTimestamp(Timestamp.compose(nowMillis, 7)).build();
      assertThat(reported(world)).isNotNull();
      assertThat(reported(world).getGreatestTimestamp())
          .isEqualTo(world.pd.told.getGreatestTimestamp());
      long possible = Timestamp.compose(nowMillis + 50_000, 0);
      for (long ts : new long[] {5, possible, -1}) {
        GetResponse answer = readAt(world, ts);
        assertThat(answer.hasRegionError()).as("%s", answer).isFalse();
      }
      for (long ts : new long[] {Timestamp.compose(nowMillis + 600_000, 0), Long.MAX_VALUE, -2}) {
        GetResponse answer = readAt(world, ts);
        assertThat(answer.getRegionError().hasMaxTimestampNotSynced()).as("%s", answer).isTrue();
      }
    }
  }

  @Test
  void aStoreThatIsNotKnownAnyMoreRegistersAgain() throws Exception {
    try (StoreWorld world = one()) {
      world.pd.stores.clear();
      world.await(() -> !world.pd.stores.isEmpty());
      world.world.run(Duration.ofSeconds(1));
      assertThat(world.pd.stores).containsKey(world.store(NAME).storeId());
    }
  }
}
