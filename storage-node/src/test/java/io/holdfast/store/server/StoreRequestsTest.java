package io.holdfast.store.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.errorpb.Error;
import io.holdfast.protocol.wire.health.HealthCheckRequest;
import io.holdfast.protocol.wire.health.HealthCheckResponse;
import io.holdfast.protocol.wire.health.HealthGrpc;
import io.holdfast.protocol.wire.internal.InspectionGrpc;
import io.holdfast.protocol.wire.internal.KeyMode;
import io.holdfast.protocol.wire.internal.RaftAck;
import io.holdfast.protocol.wire.internal.RaftBatch;
import io.holdfast.protocol.wire.internal.RaftTransportGrpc;
import io.holdfast.protocol.wire.internal.RegionDigestRequest;
import io.holdfast.protocol.wire.internal.RegionDigestResponse;
import io.holdfast.protocol.wire.kvrpcpb.Context;
import io.holdfast.protocol.wire.kvrpcpb.GetRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawBatchPutRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawCASRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawCASResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawDeleteRangeRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawGetRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawGetResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawPutRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawPutResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawScanRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawScanResponse;
import io.holdfast.protocol.wire.kvrpcpb.SplitRegionRequest;
import io.holdfast.protocol.wire.kvrpcpb.SplitRegionResponse;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsRequest;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsResponse;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.mvcc.MvccKeys;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One store with one region, as a client meets it. */
class StoreRequestsTest {
  private StoreWorld stores;
  private Region region;
  private Context context;

  @BeforeEach
  void start() throws IOException {
    stores = new StoreWorld(1);
    stores.addStore("store-1");
    stores.awaitReady("store-1");
    stores.await(() -> !stores.pd.reported.isEmpty());
    refresh();
  }

  private void refresh() {
    region = stores.region(ByteString.copyFromUtf8("m"));
    context = stores.context(region, stores.store("store-1").storeId());
  }

  @AfterEach
  void stop() {
    stores.close();
  }

  private RawGetResponse get(Context as, String key) {
    return stores.call(
        "store-1",
        TikvGrpc.getRawGetMethod(),
        RawGetRequest.newBuilder().setContext(as).setKey(ByteString.copyFromUtf8(key)).build());
  }

  private RawPutResponse put(Context as, ByteString key, ByteString value) {
    return stores.call(
        "store-1",
        TikvGrpc.getRawPutMethod(),
        RawPutRequest.newBuilder().setContext(as).setKey(key).setValue(value).build());
  }

  private SplitRegionResponse split(String key) {
    return stores.call(
        "store-1",
        TikvGrpc.getSplitRegionMethod(),
        SplitRegionRequest.newBuilder()
            .setContext(context)
            .setIsRawKv(true)
            .addSplitKeys(ByteString.copyFromUtf8(key))
            .build());
  }

  @Test
  void whatWasWrittenIsRead() {
    assertThat(stores.get("k")).isNull();
    stores.putSurely("k", "v");
    assertThat(stores.get("k")).isEqualTo("v");
  }

  @Test
  void theEmptyKeyAndTheEmptyValueDifferFromAbsence() {
    assertThat(put(context, ByteString.EMPTY, ByteString.EMPTY).hasRegionError()).isFalse();
    RawGetResponse read = get(context, "");
    assertThat(read.getNotFound()).isFalse();
    assertThat(read.getValue()).isEmpty();
  }

  @Test
  void aRequestForAnotherStoreIsRefusedBeforeAnythingElse() {
    Context.Builder wrong = context.toBuilder().setRegionId(999);
    wrong.getPeerBuilder().setStoreId(42);
    Error error = get(wrong.build(), "k").getRegionError();
    assertThat(error.getStoreNotMatch().getRequestStoreId()).isEqualTo(42);
    assertThat(error.getStoreNotMatch().getActualStoreId())
        .isEqualTo(stores.store("store-1").storeId());
  }

  @Test
  void aRequestForAnotherClusterIsRefused() {
    Context right = context.toBuilder().setClusterId(HandMadePd.CLUSTER_ID).build();
    assertThat(get(right, "k").hasRegionError()).isFalse();
    Context wrong = context.toBuilder().setClusterId(1234).build();
    assertThat(get(wrong, "k").getRegionError().getMessage())
        .isEqualTo("mismatch cluster id, need 77 but got 1234");
  }

  @Test
  void anUnknownRegionIsNotFound() {
    Error error = get(context.toBuilder().setRegionId(999).build(), "k").getRegionError();
    assertThat(error.getRegionNotFound().getRegionId()).isEqualTo(999);
  }

  @Test
  void anotherReplicaOfTheRegionIsRefused() {
    Context.Builder wrong = context.toBuilder();
    wrong.getPeerBuilder().setId(4711);
    Error error = get(wrong.build(), "k").getRegionError();
    assertThat(error.getMismatchPeerId().getRequestPeerId()).isEqualTo(4711);
  }

  @Test
  void anOldTermIsStale() {
    Error error = get(context.toBuilder().setTerm(1).build(), "k").getRegionError();
    assertThat(error.hasStaleCommand()).isTrue();
  }

  @Test
  void anOldEpochLearnsOfAllPartsWithTheLeaderFirst() {
    SplitRegionResponse parts = split("m");
    assertThat(parts.getRegionsList()).hasSize(2);
    assertThat(parts.getRegions(0).getEndKey().toStringUtf8()).isEqualTo("m");
    assertThat(parts.getRegions(1).getId())
        .as("the right part keeps the id")
        .isEqualTo(region.getId());
    stores.await(() -> stores.pd.reported.size() == 2);
    Error error = get(context, "a").getRegionError();
    assertThat(error.getEpochNotMatch().getCurrentRegionsList())
        .extracting(r -> r.getEndKey().toStringUtf8())
        .containsExactly("m", "");
    assertThat(error.getEpochNotMatch().getCurrentRegions(0).getPeers(0).getStoreId())
        .isEqualTo(stores.store("store-1").storeId());
  }

  @Test
  void aKeyOfTheNeighbourIsNotInTheRegion() {
    split("m");
    stores.await(() -> stores.pd.reported.size() == 2);
    refresh(); // "m" and what follows.
    Error error = get(context, "a").getRegionError();
    assertThat(error.getKeyNotInRegion().getRegionId()).isEqualTo(region.getId());
    assertThat(error.getKeyNotInRegion().getStartKey().toStringUtf8()).isEqualTo("m");
  }

  @Test
  void bothPartsOfASplitServeTheirData() {
    stores.putSurely("a", "1");
    stores.putSurely("z", "2");
    split("m");
    stores.await(() -> stores.pd.reported.size() == 2);
    assertThat(stores.get("a")).isEqualTo("1");
    assertThat(stores.get("z")).isEqualTo("2");
    stores.putSurely("b", "3");
    assertThat(stores.get("b")).isEqualTo("3");
  }

  @Test
  void aScanStopsAtTheEndOfItsRegion() {
    stores.putSurely("a", "1");
    stores.putSurely("b", "2");
    stores.putSurely("z", "3");
    split("m");
    stores.await(() -> stores.pd.reported.size() == 2);
    Region left = stores.region(ByteString.copyFromUtf8("a"));
    RawScanResponse scan =
        stores.call(
            "store-1",
            TikvGrpc.getRawScanMethod(),
            RawScanRequest.newBuilder()
                .setContext(stores.context(left, stores.store("store-1").storeId()))
                .setLimit(10)
                .build());
    assertThat(scan.getKvsList())
        .extracting(kv -> kv.getKey().toStringUtf8())
        .containsExactly("a", "b");
  }

  @Test
  void compareAndSwapSeesTheLatestValue() {
    RawCASRequest.Builder swap =
        RawCASRequest.newBuilder()
            .setContext(context)
            .setKey(ByteString.copyFromUtf8("c"))
            .setPreviousNotExist(true)
            .setValue(ByteString.copyFromUtf8("1"));
    RawCASResponse first =
        stores.call("store-1", TikvGrpc.getRawCompareAndSwapMethod(), swap.build());
    RawCASResponse second =
        stores.call("store-1", TikvGrpc.getRawCompareAndSwapMethod(), swap.build());
    assertThat(first.getSucceed()).isTrue();
    assertThat(second.getSucceed()).isFalse();
    assertThat(second.getPreviousValue().toStringUtf8()).isEqualTo("1");
    assertThat(second.getPreviousNotExist()).isFalse();
  }

  @Test
  void deleteRangeRemovesWhatLiesInside() {
    stores.putSurely("a", "1");
    stores.putSurely("b", "2");
    stores.call(
        "store-1",
        TikvGrpc.getRawDeleteRangeMethod(),
        RawDeleteRangeRequest.newBuilder()
            .setContext(context)
            .setStartKey(ByteString.copyFromUtf8("a"))
            .setEndKey(ByteString.copyFromUtf8("b"))
            .build());
    assertThat(stores.get("a")).isNull();
    assertThat(stores.get("b")).isEqualTo("2");
  }

  @Test
  void keysAndValuesAtTheLimitPassAndBeyondItAreRefusedWithoutEffect() {
    ByteString longest = ByteString.copyFrom(new byte[8 << 10]);
    assertThat(put(context, longest, ByteString.EMPTY).getError()).isEmpty();
    assertThat(put(context, longest.concat(longest), ByteString.EMPTY).getError()).isNotEmpty();
    ByteString largest = ByteString.copyFrom(new byte[6 << 20]);
    ByteString key = ByteString.copyFromUtf8("large");
    assertThat(put(context, key, largest.concat(longest)).getError()).isNotEmpty();
    assertThat(stores.get("large")).isNull();
    assertThat(put(context, key, largest).getError()).isEmpty();
  }

  @Test
  void anEntryBeyondTheLimitIsRefusedAsTooLarge() {
    RawBatchPutRequest.Builder batch = RawBatchPutRequest.newBuilder().setContext(context);
    for (int i = 0; i < 3; i++) {
      batch
          .addPairsBuilder()
          .setKey(ByteString.copyFromUtf8("k" + i))
          .setValue(ByteString.copyFrom(new byte[3 << 20]));
    }
    Error error =
        stores.call("store-1", TikvGrpc.getRawBatchPutMethod(), batch.build()).getRegionError();
    assertThat(error.getRaftEntryTooLarge().getEntrySize()).isGreaterThan(8 << 20);
    assertThat(stores.get("k0")).isNull();
  }

  @Test
  void aTimeToLiveIsRefusedWithAMessage() {
    RawPutResponse response =
        stores.call(
            "store-1",
            TikvGrpc.getRawPutMethod(),
            RawPutRequest.newBuilder()
                .setContext(context)
                .setKey(ByteString.copyFromUtf8("t"))
                .setTtl(5)
                .build());
    assertThat(response.getError()).contains("ttl");
  }

  @Test
  void aForwardedRequestFailsTheCall() {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("tikv-forwarded-host", Metadata.ASCII_STRING_MARSHALLER), "store-2:1");
    Channel forwarding =
        ClientInterceptors.intercept(
            stores.channel("store-1"), MetadataUtils.newAttachHeadersInterceptor(headers));
    StoreWorld.Answer<RawGetResponse> answer =
        stores.send(
            forwarding,
            TikvGrpc.getRawGetMethod(),
            RawGetRequest.newBuilder().setContext(context).build());
    stores.await(answer::done);
    assertThat(Status.fromThrowable(answer.error()).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void aStreamOfCommandsIsAnsweredById() {
    List<BatchCommandsResponse> answers = new ArrayList<>();
    StreamObserver<BatchCommandsRequest> requests =
        TikvGrpc.newStub(stores.channel("store-1"))
            .batchCommands(
                new StreamObserver<>() {
                  @Override
                  public void onNext(BatchCommandsResponse response) {
                    answers.add(response);
                  }

                  @Override
                  public void onError(Throwable cause) {}

                  @Override
                  public void onCompleted() {
                    answers.add(BatchCommandsResponse.getDefaultInstance());
                  }
                });
    BatchCommandsRequest.Builder batch = BatchCommandsRequest.newBuilder();
    batch
        .addRequestIds(7)
        .addRequestsBuilder()
        .getRawPutBuilder()
        .setContext(context)
        .setKey(ByteString.copyFromUtf8("a"))
        .setValue(ByteString.copyFromUtf8("1"));
    batch.addRequestIds(8).addRequestsBuilder().getEmptyBuilder().setTestId(5);
    requests.onNext(batch.build());
    BatchCommandsRequest.Builder second = BatchCommandsRequest.newBuilder();
    second
        .addRequestIds(9)
        .addRequestsBuilder()
        .getRawGetBuilder()
        .setContext(context.toBuilder().setRegionId(999))
        .setKey(ByteString.copyFromUtf8("a"));
    requests.onNext(second.build());
    requests.onCompleted();
    stores.await(
        () -> !answers.isEmpty() && answers.get(answers.size() - 1).getRequestIdsCount() == 0);
    Map<Long, BatchCommandsResponse.Response> byId = new TreeMap<>();
    for (BatchCommandsResponse answer : answers) {
      for (int i = 0; i < answer.getRequestIdsCount(); i++) {
        byId.put(answer.getRequestIds(i), answer.getResponses(i));
      }
    }
    assertThat(byId).containsOnlyKeys(7L, 8L, 9L);
    assertThat(Objects.requireNonNull(byId.get(7L)).getRawPut().hasRegionError()).isFalse();
    assertThat(Objects.requireNonNull(byId.get(8L)).getEmpty().getTestId()).isEqualTo(5);
    assertThat(
            Objects.requireNonNull(byId.get(9L)).getRawGet().getRegionError().hasRegionNotFound())
        .isTrue();
    assertThat(stores.get("a")).isEqualTo("1");
  }

  @Test
  void raftMessagesOfAnotherClusterEndTheStream() {
    StoreWorld.Answer<RaftAck> answer = new StoreWorld.Answer<>();
    StreamObserver<RaftBatch> stream =
        RaftTransportGrpc.newStub(stores.channel("store-1")).stream(answer);
    stream.onNext(
        RaftBatch.newBuilder()
            .setClusterId(1234)
            .setToStoreId(stores.store("store-1").storeId())
            .build());
    stores.await(answer::done);
    assertThat(Status.fromThrowable(answer.error()).getCode())
        .isEqualTo(Status.Code.FAILED_PRECONDITION);
  }

  @Test
  void servicesThatAreNotOfferedAreUnimplemented() {
    MethodDescriptor<Context, Context> call =
        MethodDescriptor.<Context, Context>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("import_sstpb.ImportSST/SwitchMode")
            .setRequestMarshaller(ProtoUtils.marshaller(Context.getDefaultInstance()))
            .setResponseMarshaller(ProtoUtils.marshaller(Context.getDefaultInstance()))
            .build();
    var answer = stores.send(stores.channel("store-1"), call, Context.getDefaultInstance());
    stores.await(answer::done);
    assertThat(Status.fromThrowable(answer.error()).getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
  }

  @Test
  void healthIsServing() {
    HealthCheckResponse health =
        stores.call(
            "store-1", HealthGrpc.getCheckMethod(), HealthCheckRequest.getDefaultInstance());
    assertThat(health.getStatus()).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
  }

  @Test
  void transactionsAreRefusedInARawCluster() {
    var response =
        stores.call(
            "store-1",
            TikvGrpc.getKvGetMethod(),
            GetRequest.newBuilder().setContext(context).setVersion(1).build());
    assertThat(response.getError().getAbort()).contains("raw");
  }

  @Test
  void inspectionTellsWhatTheRegionHolds() {
    stores.putSurely("a", "1");
    RegionDigestResponse digest =
        stores.call(
            "store-1",
            InspectionGrpc.getRegionDigestMethod(),
            RegionDigestRequest.newBuilder().setRegionId(region.getId()).build());
    assertThat(digest.getFound()).isTrue();
    assertThat(digest.getFamilies(0).getEntries()).isEqualTo(1);
    assertThat(digest.getFamilies(0).getSizeBytes()).isEqualTo(2);
  }

  @Test
  void aFullDiskRefusesWritesAndGoesOnReading() {
    stores.putSurely("a", "1");
    stores.disk("store-1").limitSpace(1);
    RawPutResponse accepted =
        put(context, ByteString.copyFromUtf8("b"), ByteString.copyFromUtf8("2"));
    assertThat(accepted.hasRegionError()).as("decided before anyone knew").isFalse();
    RawPutResponse refused =
        put(context, ByteString.copyFromUtf8("c"), ByteString.copyFromUtf8("3"));
    assertThat(refused.getRegionError().hasDiskFull()).isTrue();
    assertThat(stores.get("a")).isEqualTo("1");
    assertThat(stores.get("b")).isEqualTo("2");
    stores.disk("store-1").limitSpace(Long.MAX_VALUE);
    stores.putSurely("c", "3");
  }

  @Test
  void aDiskWithoutEvenTheReserveIsARegionErrorAndLosesNothing() {
    stores.putSurely("a", "1");
    stores.disk("store-1").limitSpace(1);
    String large = "2".repeat(100_000);
    StoreWorld.Answer<RawPutResponse> stuck =
        stores.send(
            stores.channel("store-1"),
            TikvGrpc.getRawPutMethod(),
            RawPutRequest.newBuilder()
                .setContext(context)
                .setKey(ByteString.copyFromUtf8("b"))
                .setValue(ByteString.copyFromUtf8(large))
                .build());
    stores.world.run(Duration.ofSeconds(1));
    assertThat(stuck.done()).as("accepted before anyone knew, so it waits").isFalse();
    RawPutResponse refused =
        put(context, ByteString.copyFromUtf8("c"), ByteString.copyFromUtf8("3"));
    assertThat(refused.getRegionError().hasDiskFull()).isTrue();
    assertThat(get(context, "a").getRegionError().hasDiskFull())
        .as("a read would have to see what cannot be applied")
        .isTrue();
    stores.disk("store-1").limitSpace(Long.MAX_VALUE);
    stores.await(stuck::done);
    assertThat(stores.get("a")).isEqualTo("1");
    assertThat(stores.get("b")).isEqualTo(large);
    assertThat(stores.get("c")).isNull();
  }

  @Test
  void rawGetIsTheProbeForTheLeaderInAClusterForTransactionsToo() throws IOException {
    try (StoreWorld txn = new StoreWorld(2)) {
      txn.pd.keyMode = KeyMode.V1_TXN;
      txn.addStore("store-1");
      txn.awaitReady("store-1");
      txn.await(() -> !txn.pd.reported.isEmpty());
      Region whole = txn.region(ByteString.EMPTY);
      Context as = txn.context(whole, txn.store("store-1").storeId());
      RawGetResponse probe =
          txn.call(
              "store-1",
              TikvGrpc.getRawGetMethod(),
              RawGetRequest.newBuilder().setContext(as).build());
      assertThat(probe.hasRegionError()).isFalse();
      assertThat(probe.getNotFound()).isTrue();
      RawPutResponse put =
          txn.call(
              "store-1",
              TikvGrpc.getRawPutMethod(),
              RawPutRequest.newBuilder().setContext(as).build());
      assertThat(put.getError()).contains("transactions");
      SplitRegionResponse split =
          txn.call(
              "store-1",
              TikvGrpc.getSplitRegionMethod(),
              SplitRegionRequest.newBuilder()
                  .setContext(as)
                  .addSplitKeys(ByteString.copyFromUtf8("m"))
                  .build());
      assertThat(split.getRegions(0).getEndKey())
          .as("boundaries are encoded where keys are")
          .isEqualTo(ProtoBytes.toWire(MvccKeys.encode(Bytes.utf8("m"))));
    }
  }
}
