package io.holdfast.store.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.stub.ClientCalls;
import io.holdfast.protocol.wire.kvrpcpb.Context;
import io.holdfast.protocol.wire.kvrpcpb.KeyRange;
import io.holdfast.protocol.wire.kvrpcpb.KvPair;
import io.holdfast.protocol.wire.kvrpcpb.RawBatchGetRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawBatchGetResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawBatchPutRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawChecksumRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawChecksumResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawGetRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawGetResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawPutRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawPutResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawScanRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawScanResponse;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Long reads beside everything else a store does, with all its work on one loop. */
class StoreReadsTest {
  private static final int KEYS = 6_000;
  private static final int KEYS_PER_PUT = 2_000;

  private StoreWorld stores;
  private Context context;

  @BeforeEach
  void create() throws IOException {
    stores = new StoreWorld(7);
    context = Context.getDefaultInstance();
  }

  private void start(StoreConfig.Pipeline pipeline) {
    stores.pipeline = pipeline;
    stores.addStore("store-1");
    stores.awaitReady("store-1");
    stores.await(() -> !stores.pd.reported.isEmpty());
    ByteString key = ByteString.copyFromUtf8("m");
    context = stores.context(stores.region(key), stores.store("store-1").storeId());
    for (int at = 0; at < KEYS; at += KEYS_PER_PUT) {
      RawBatchPutRequest.Builder put = RawBatchPutRequest.newBuilder().setContext(context);
      for (int i = at; i < at + KEYS_PER_PUT; i++) {
        put.addPairs(KvPair.newBuilder().setKey(key(i)).setValue(key(i)));
      }
      assertThat(stores.call("store-1", TikvGrpc.getRawBatchPutMethod(), put.build()).getError())
          .isEmpty();
    }
  }

  private static ByteString key(int i) {
    return ByteString.copyFromUtf8(String.format("k%06d", i));
  }

  @AfterEach
  void stop() {
    stores.close();
  }

  private RawChecksumRequest checksum(int times) {
    RawChecksumRequest.Builder request = RawChecksumRequest.newBuilder().setContext(context);
    for (int i = 0; i < times; i++) {
      request.addRanges(KeyRange.newBuilder().setStartKey(key(0)));
    }
    return request.build();
  }

  private StoreWorld.Answer<RawChecksumResponse> sendChecksum(int times) {
    return stores.send(stores.channel("store-1"), TikvGrpc.getRawChecksumMethod(), checksum(times));
  }

  private StoreWorld.Answer<RawScanResponse> scan(int limit) {
    return stores.send(
        stores.channel("store-1"),
        TikvGrpc.getRawScanMethod(),
        RawScanRequest.newBuilder()
            .setContext(context)
            .setStartKey(key(0))
            .setLimit(limit)
            .build());
  }

  private StoreWorld.Answer<RawGetResponse> get(int i) {
    return stores.send(
        stores.channel("store-1"),
        TikvGrpc.getRawGetMethod(),
        RawGetRequest.newBuilder().setContext(context).setKey(key(i)).build());
  }

  private StoreWorld.Answer<RawPutResponse> put(String key) {
    return stores.send(
        stores.channel("store-1"),
        TikvGrpc.getRawPutMethod(),
        RawPutRequest.newBuilder()
            .setContext(context)
            .setKey(ByteString.copyFromUtf8(key))
            .setValue(ByteString.copyFromUtf8("v"))
            .build());
  }

  @Test
  void othersAreServedBetweenTheTurnsOfLongReads() {
    start(StoreConfig.Pipeline.INLINE);
    StoreWorld.Answer<RawChecksumResponse> sum = sendChecksum(200);
    StoreWorld.Answer<RawScanResponse> scan = scan(KEYS);
    stores.await(() -> stores.store("store-1").engine().openHandles() > 0); // R1: one has begun.
    for (int i = 0; i < 5; i++) {
      StoreWorld.Answer<RawGetResponse> get = get(i);
      StoreWorld.Answer<RawPutResponse> put = put("other" + i);
      stores.await(() -> get.done() && put.done());
      assertThat(get.value().getValue()).isEqualTo(key(i));
      assertThat(sum.done()).as("the checksum, after round " + i).isFalse();
    }
    stores.await(() -> sum.done() && scan.done());
    assertThat(sum.value().getTotalKvs()).isEqualTo(200L * KEYS);
    assertThat(scan.value().getKvsCount()).isEqualTo(KEYS);
    assertThat(stores.store("store-1").engine().openHandles()).isZero();
  }

  @Test
  void aReadWhoseCallerIsGoneGoesNoFurther() {
    start(StoreConfig.Pipeline.STAGED);
    ClientCall<RawChecksumRequest, RawChecksumResponse> call =
        stores.channel("store-1").newCall(TikvGrpc.getRawChecksumMethod(), CallOptions.DEFAULT);
    StoreWorld.Answer<RawChecksumResponse> answer = new StoreWorld.Answer<>();
    ClientCalls.asyncUnaryCall(call, checksum(1_000), answer); // 6 million rows.
    stores.await(() -> stores.store("store-1").engine().openHandles() > 0);
    call.cancel("not wanted any more", null);
    // R1: within the time a frame needs, not the time the read would have needed.
    assertThat(
            stores.world.runUntil(
                () -> stores.store("store-1").engine().openHandles() == 0, Duration.ofMillis(500)))
        .isTrue();
    assertThat(get(1).error()).isNull();
  }

  @Test
  void aReadThatLastsLongerThanItsCallerAllowsIsGivenUp() {
    start(StoreConfig.Pipeline.INLINE);
    context = context.toBuilder().setMaxExecutionDurationMs(1).build();
    StoreWorld.Answer<RawChecksumResponse> sum = sendChecksum(1_000);
    stores.await(sum::done);
    assertThat(sum.value().getRegionError().getServerIsBusy().getReason())
        .isEqualTo("deadline is exceeded"); // R1
    assertThat(stores.store("store-1").engine().openHandles()).isZero();
  }

  @Test
  void whoAsksForPagesIsToldWhereToGoOn() {
    start(StoreConfig.Pipeline.INLINE);
    context = context.toBuilder().setPageBytes(10_000).build();
    List<ByteString> up = new ArrayList<>();
    ByteString from = key(0);
    while (!from.isEmpty()) {
      RawScanResponse page = page(from, ByteString.EMPTY, false);
      assertThat(page.getSerializedSize()).isLessThan(11_000); // R2
      page.getKvsList().forEach(pair -> up.add(pair.getKey()));
      from = page.getResumeKey();
    }
    assertThat(up).hasSize(KEYS).doesNotHaveDuplicates();
    assertThat(up).isSortedAccordingTo(ByteString.unsignedLexicographicalComparator());
    List<ByteString> down = new ArrayList<>();
    ByteString to = key(KEYS);
    while (!to.isEmpty()) {
      RawScanResponse page = page(to, key(0), true);
      page.getKvsList().forEach(pair -> down.add(0, pair.getKey()));
      to = page.getResumeKey();
    }
    assertThat(down).isEqualTo(up);

    RawBatchGetRequest.Builder many = RawBatchGetRequest.newBuilder().setContext(context);
    for (int i = 0; i < KEYS; i++) {
      many.addKeys(key(i));
    }
    RawBatchGetResponse batch =
        stores.call("store-1", TikvGrpc.getRawBatchGetMethod(), many.build());
    assertThat(batch.getKeysAnswered()).isBetween(1, 1_000).isEqualTo(batch.getPairsCount());
  }

  private RawScanResponse page(ByteString start, ByteString end, boolean reverse) {
    return stores.call(
        "store-1",
        TikvGrpc.getRawScanMethod(),
        RawScanRequest.newBuilder()
            .setContext(context)
            .setStartKey(start)
            .setEndKey(end)
            .setReverse(reverse)
            .setLimit(KEYS)
            .build());
  }

  @Test
  void whoTakesAShortAnswerForTheEndGetsAllOrAnErrorThatSaysSo() {
    start(StoreConfig.Pipeline.INLINE);
    ByteString large = ByteString.copyFrom(new byte[6 << 20]);
    for (int i = 0; i < 11; i++) {
      RawPutRequest put =
          RawPutRequest.newBuilder()
              .setContext(context)
              .setKey(ByteString.copyFromUtf8("l" + (char) ('a' + i)))
              .setValue(large)
              .build();
      assertThat(stores.call("store-1", TikvGrpc.getRawPutMethod(), put).getError()).isEmpty();
    }
    RawScanRequest.Builder scan =
        RawScanRequest.newBuilder()
            .setContext(context)
            .setStartKey(ByteString.copyFromUtf8("l"))
            .setEndKey(ByteString.copyFromUtf8("m"));
    RawScanResponse ten =
        stores.call("store-1", TikvGrpc.getRawScanMethod(), scan.setLimit(10).build());
    assertThat(ten.getKvsCount()).isEqualTo(10); // 60 MiB at once: R2.
    RawScanResponse all =
        stores.call("store-1", TikvGrpc.getRawScanMethod(), scan.setLimit(100).build());
    assertThat(all.getKvsCount()).isEqualTo(11); // The last one reaches the bound: nothing is cut.
    stores.call(
        "store-1",
        TikvGrpc.getRawPutMethod(),
        RawPutRequest.newBuilder()
            .setContext(context)
            .setKey(ByteString.copyFromUtf8("lz"))
            .setValue(large)
            .build());
    RawScanResponse tooMany =
        stores.call("store-1", TikvGrpc.getRawScanMethod(), scan.setLimit(100).build());
    assertThat(tooMany.getKvsCount()).isZero();
    assertThat(tooMany.getRegionError().hasRaftEntryTooLarge()).isTrue();
  }

  @Test
  void aValueFarBeyondTheLimitIsRefusedByTheStoreAndNotByTheTransport() {
    start(StoreConfig.Pipeline.INLINE);
    RawPutResponse refused =
        stores.call(
            "store-1",
            TikvGrpc.getRawPutMethod(),
            RawPutRequest.newBuilder()
                .setContext(context)
                .setKey(key(1))
                .setValue(ByteString.copyFrom(new byte[20 << 20]))
                .build());
    assertThat(refused.getError()).contains("longer than");
  }
}
