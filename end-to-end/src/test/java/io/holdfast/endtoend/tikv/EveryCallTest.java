package io.holdfast.endtoend.tikv;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.holdfast.endtoend.tikv.Wire.Place;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.protocol.wire.health.HealthCheckRequest;
import io.holdfast.protocol.wire.health.HealthCheckResponse.ServingStatus;
import io.holdfast.protocol.wire.health.HealthGrpc;
import io.holdfast.protocol.wire.kvrpcpb.BatchGetRequest;
import io.holdfast.protocol.wire.kvrpcpb.CheckTxnStatusRequest;
import io.holdfast.protocol.wire.kvrpcpb.CommitRequest;
import io.holdfast.protocol.wire.kvrpcpb.Context;
import io.holdfast.protocol.wire.kvrpcpb.GetRequest;
import io.holdfast.protocol.wire.kvrpcpb.KvPair;
import io.holdfast.protocol.wire.kvrpcpb.Mutation;
import io.holdfast.protocol.wire.kvrpcpb.Op;
import io.holdfast.protocol.wire.kvrpcpb.PessimisticRollbackRequest;
import io.holdfast.protocol.wire.kvrpcpb.PrewriteRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawBatchDeleteRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawBatchGetRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawBatchPutRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawCASRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawDeleteRangeRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawDeleteRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawGetKeyTTLRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawGetRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawPutRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawScanRequest;
import io.holdfast.protocol.wire.kvrpcpb.ResolveLockRequest;
import io.holdfast.protocol.wire.kvrpcpb.ScanRequest;
import io.holdfast.protocol.wire.kvrpcpb.SplitRegionRequest;
import io.holdfast.protocol.wire.kvrpcpb.TxnHeartBeatRequest;
import io.holdfast.protocol.wire.pdpb.GetAllStoresRequest;
import io.holdfast.protocol.wire.pdpb.GetMembersRequest;
import io.holdfast.protocol.wire.pdpb.GetOperatorRequest;
import io.holdfast.protocol.wire.pdpb.GetRegionByIDRequest;
import io.holdfast.protocol.wire.pdpb.GetRegionRequest;
import io.holdfast.protocol.wire.pdpb.GetStoreRequest;
import io.holdfast.protocol.wire.pdpb.PDGrpc;
import io.holdfast.protocol.wire.pdpb.RequestHeader;
import io.holdfast.protocol.wire.pdpb.ScanRegionsRequest;
import io.holdfast.protocol.wire.pdpb.ScatterRegionRequest;
import io.holdfast.protocol.wire.pdpb.UpdateServiceGCSafePointRequest;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every call that published clients make is answered, with stubs of our own. */
@ExtendWith(SharedClusters.class)
class EveryCallTest {
  private static final Set<String> PD_CALLS =
      Set.of(
          "GetMembers",
          "GetRegion",
          "GetRegionByID",
          "ScanRegions",
          "GetStore",
          "GetAllStores",
          "ScatterRegion",
          "GetOperator",
          "UpdateServiceGCSafePoint");

  /** Of services that stores of other make offer beside the one that we have. */
  private static final List<String> NOT_OFFERED =
      List.of(
          "import_sstpb.ImportSST/SwitchMode",
          "import_sstpb.ImportSST/Upload",
          "backup.Backup/backup",
          "cdcpb.ChangeData/EventFeed",
          "debugpb.Debug/Get",
          "deadlock.Deadlock/Detect");

  private static final Set<String> STORE_CALLS =
      Set.of(
          "RawGet",
          "RawGetKeyTTL",
          "RawPut",
          "RawDelete",
          "RawCompareAndSwap",
          "RawBatchGet",
          "RawBatchPut",
          "RawBatchDelete",
          "RawScan",
          "RawDeleteRange",
          "SplitRegion",
          "KvGet",
          "KvBatchGet",
          "KvScan",
          "KvPrewrite",
          "KvCommit",
          "KvCheckTxnStatus",
          "KvResolveLock",
          "KvTxnHeartBeat",
          "KVPessimisticRollback");

  private static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }

  // ---- with requests that make sense ----

  /** Which calls of a service have been made; every one of its calls must be. */
  private static final class Ledger {
    private final Set<String> made = new TreeSet<>();

    /** Notes a call that was answered without an error of any kind. */
    void answered(MethodDescriptor<?, ?> method, Message answer) {
      for (String field : List.of("region_error", "error", "errors")) {
        FieldDescriptor found = answer.getDescriptorForType().findFieldByName(field);
        boolean silent = found == null || !answer.getAllFields().containsKey(found);
        assertThat(silent).as("%s of %s: %s", field, method.getBareMethodName(), answer).isTrue();
      }
      made.add(String.valueOf(method.getBareMethodName()));
    }
  }

  @Test
  void everyRawCallIsServed(@Serving(KeyMode.V1_RAW) Wire wire) {
    Place place = wire.place(bytes("calls/"));
    Context context = place.context();
    TikvGrpc.TikvBlockingStub stub = place.stub();
    ByteString key = bytes("calls/a");
    ByteString value = bytes("v");
    Ledger ledger = new Ledger();
    ledger.answered(
        TikvGrpc.getRawPutMethod(),
        stub.rawPut(
            RawPutRequest.newBuilder().setContext(context).setKey(key).setValue(value).build()));
    ledger.answered(
        TikvGrpc.getRawGetMethod(),
        stub.rawGet(RawGetRequest.newBuilder().setContext(context).setKey(key).build()));
    ledger.answered(
        TikvGrpc.getRawGetKeyTTLMethod(),
        stub.rawGetKeyTTL(
            RawGetKeyTTLRequest.newBuilder().setContext(context).setKey(key).build()));
    ledger.answered(
        TikvGrpc.getRawCompareAndSwapMethod(),
        stub.rawCompareAndSwap(
            RawCASRequest.newBuilder()
                .setContext(context)
                .setKey(key)
                .setPreviousValue(value)
                .setValue(bytes("w"))
                .build()));
    ledger.answered(
        TikvGrpc.getRawBatchPutMethod(),
        stub.rawBatchPut(
            RawBatchPutRequest.newBuilder()
                .setContext(context)
                .addPairs(KvPair.newBuilder().setKey(bytes("calls/b")).setValue(value))
                .build()));
    ledger.answered(
        TikvGrpc.getRawBatchGetMethod(),
        stub.rawBatchGet(RawBatchGetRequest.newBuilder().setContext(context).addKeys(key).build()));
    ledger.answered(
        TikvGrpc.getRawScanMethod(),
        stub.rawScan(
            RawScanRequest.newBuilder().setContext(context).setStartKey(key).setLimit(2).build()));
    ledger.answered(
        TikvGrpc.getRawDeleteMethod(),
        stub.rawDelete(RawDeleteRequest.newBuilder().setContext(context).setKey(key).build()));
    ledger.answered(
        TikvGrpc.getRawBatchDeleteMethod(),
        stub.rawBatchDelete(
            RawBatchDeleteRequest.newBuilder().setContext(context).addKeys(key).build()));
    ledger.answered(
        TikvGrpc.getRawDeleteRangeMethod(),
        stub.rawDeleteRange(
            RawDeleteRangeRequest.newBuilder()
                .setContext(context)
                .setStartKey(key)
                .setEndKey(bytes("calls/z"))
                .build()));
    ledger.answered(
        TikvGrpc.getSplitRegionMethod(),
        stub.splitRegion(
            SplitRegionRequest.newBuilder()
                .setContext(context)
                .addSplitKeys(bytes("calls/m"))
                .setIsRawKv(true)
                .build()));
    Set<String> expected = new TreeSet<>(STORE_CALLS);
    expected.removeIf(name -> name.startsWith("Kv") || name.startsWith("KV"));
    assertThat(ledger.made).isEqualTo(expected);
  }

  @Test
  void everyTransactionalCallIsServed(@Serving(KeyMode.V1_TXN) Wire wire) {
    Place place = wire.place(bytes("calls/a"));
    Context context = place.context();
    TikvGrpc.TikvBlockingStub stub = place.stub();
    ByteString key = bytes("calls/a");
    Ledger ledger = new Ledger();
    long startTs = wire.timestamp();
    ledger.answered(
        TikvGrpc.getKvPrewriteMethod(),
        stub.kvPrewrite(
            PrewriteRequest.newBuilder()
                .setContext(context)
                .addMutations(Mutation.newBuilder().setOp(Op.Put).setKey(key).setValue(bytes("v")))
                .setPrimaryLock(key)
                .setStartVersion(startTs)
                .setMinCommitTs(startTs)
                .setLockTtl(10_000)
                .setTxnSize(16)
                .build()));
    ledger.answered(
        TikvGrpc.getKvTxnHeartBeatMethod(),
        stub.kvTxnHeartBeat(
            TxnHeartBeatRequest.newBuilder()
                .setContext(context)
                .setPrimaryLock(key)
                .setStartVersion(startTs)
                .setAdviseLockTtl(20_000)
                .build()));
    ledger.answered(
        TikvGrpc.getKvCheckTxnStatusMethod(),
        stub.kvCheckTxnStatus(
            CheckTxnStatusRequest.newBuilder()
                .setContext(context)
                .setPrimaryKey(key)
                .setLockTs(startTs)
                .setCallerStartTs(startTs)
                .setCurrentTs(startTs)
                .build()));
    long commitTs = wire.timestamp();
    ledger.answered(
        TikvGrpc.getKvCommitMethod(),
        stub.kvCommit(
            CommitRequest.newBuilder()
                .setContext(context)
                .addKeys(key)
                .setStartVersion(startTs)
                .setCommitVersion(commitTs)
                .build()));
    ledger.answered(
        TikvGrpc.getKvGetMethod(),
        stub.kvGet(
            GetRequest.newBuilder().setContext(context).setKey(key).setVersion(commitTs).build()));
    ledger.answered(
        TikvGrpc.getKvBatchGetMethod(),
        stub.kvBatchGet(
            BatchGetRequest.newBuilder()
                .setContext(context)
                .addKeys(key)
                .setVersion(commitTs)
                .build()));
    ledger.answered(
        TikvGrpc.getKvScanMethod(),
        stub.kvScan(
            ScanRequest.newBuilder()
                .setContext(context)
                .setStartKey(key)
                .setLimit(2)
                .setVersion(commitTs)
                .build()));
    ledger.answered(
        TikvGrpc.getKvResolveLockMethod(),
        stub.kvResolveLock(
            ResolveLockRequest.newBuilder().setContext(context).setStartVersion(startTs).build()));
    ledger.answered(
        TikvGrpc.getKVPessimisticRollbackMethod(),
        stub.kVPessimisticRollback(
            PessimisticRollbackRequest.newBuilder()
                .setContext(context)
                .addKeys(key)
                .setStartVersion(startTs)
                .setForUpdateTs(startTs)
                .build()));
    ledger.answered(
        TikvGrpc.getRawGetMethod(),
        stub.rawGet(RawGetRequest.newBuilder().setContext(context).setKey(key).build()));
    ledger.answered(
        TikvGrpc.getSplitRegionMethod(),
        stub.splitRegion(
            SplitRegionRequest.newBuilder()
                .setContext(context)
                .addSplitKeys(bytes("calls/m"))
                .build()));
    Set<String> expected = new TreeSet<>(STORE_CALLS);
    expected.removeIf(name -> name.startsWith("Raw") && !name.equals("RawGet"));
    assertThat(ledger.made).isEqualTo(expected);
  }

  @Test
  void everyCallOfThePlacementDriverIsServed(@Serving(KeyMode.V1_TXN) Wire wire) {
    RequestHeader header = wire.header();
    PDGrpc.PDBlockingStub pd = wire.pd();
    Ledger ledger = new Ledger();
    ledger.answered(
        PDGrpc.getGetMembersMethod(), pd.getMembers(GetMembersRequest.getDefaultInstance()));
    var region = pd.getRegion(GetRegionRequest.newBuilder().setHeader(header).build());
    ledger.answered(PDGrpc.getGetRegionMethod(), region);
    long id = region.getRegion().getId();
    assertThat(id).isNotZero();
    ledger.answered(
        PDGrpc.getGetRegionByIDMethod(),
        pd.getRegionByID(
            GetRegionByIDRequest.newBuilder().setHeader(header).setRegionId(id).build()));
    ledger.answered(
        PDGrpc.getScanRegionsMethod(),
        pd.scanRegions(ScanRegionsRequest.newBuilder().setHeader(header).setLimit(10).build()));
    ledger.answered(
        PDGrpc.getGetStoreMethod(),
        pd.getStore(
            GetStoreRequest.newBuilder()
                .setHeader(header)
                .setStoreId(region.getLeader().getStoreId())
                .build()));
    ledger.answered(
        PDGrpc.getGetAllStoresMethod(),
        pd.getAllStores(GetAllStoresRequest.newBuilder().setHeader(header).build()));
    ledger.answered(
        PDGrpc.getScatterRegionMethod(),
        pd.scatterRegion(
            ScatterRegionRequest.newBuilder().setHeader(header).setRegionId(id).build()));
    var operator =
        pd.getOperator(GetOperatorRequest.newBuilder().setHeader(header).setRegionId(id).build());
    ledger.answered(PDGrpc.getGetOperatorMethod(), operator);
    assertThat(operator.getDesc()).isNotEqualTo(bytes("scatter-region"));
    ledger.answered(
        PDGrpc.getUpdateServiceGCSafePointMethod(),
        pd.updateServiceGCSafePoint(
            UpdateServiceGCSafePointRequest.newBuilder()
                .setHeader(header)
                .setServiceId(bytes("test"))
                .setTTL(1)
                .setSafePoint(1)
                .build()));
    assertThat(ledger.made).isEqualTo(new TreeSet<>(PD_CALLS));
    assertThat(wire.timestamp()).isPositive();
  }

  @Test
  void healthIsAnsweredByEveryNode(@Serving(KeyMode.V1_TXN) Wire wire) {
    List<Channel> nodes = new ArrayList<>();
    nodes.add(wire.channel(wire.cluster().pd()));
    wire.cluster().storeAddresses().forEach(address -> nodes.add(wire.channel(address)));
    for (Channel node : nodes) {
      assertThat(
              HealthGrpc.newBlockingStub(node)
                  .check(HealthCheckRequest.getDefaultInstance())
                  .getStatus())
          .isEqualTo(ServingStatus.SERVING);
    }
  }

  // ---- with requests that say nothing ----

  @Test
  void anEmptyRequestToAStoreIsRefusedInItsAnswer(@Serving(KeyMode.V1_TXN) Wire wire) {
    Channel store = wire.channel(wire.cluster().storeAddress(0));
    for (MethodDescriptor<?, ?> method : TikvGrpc.getServiceDescriptor().getMethods()) {
      if (STORE_CALLS.contains(method.getBareMethodName())) {
        Message answer = callEmpty(store, method);
        FieldDescriptor error = answer.getDescriptorForType().findFieldByName("region_error");
        assertThat(answer.hasField(error)).as(method.getBareMethodName()).isTrue();
      }
    }
  }

  @Test
  void whatIsNotOfferedFailsAtOnceAsUnimplemented(@Serving(KeyMode.V1_RAW) Wire wire)
      throws Exception {
    Channel store = wire.channel(wire.cluster().storeAddress(0));
    for (String name : NOT_OFFERED) {
      MethodDescriptor<Context, Context> method =
          MethodDescriptor.<Context, Context>newBuilder()
              .setType(MethodType.BIDI_STREAMING)
              .setFullMethodName(name)
              .setRequestMarshaller(ProtoUtils.marshaller(Context.getDefaultInstance()))
              .setResponseMarshaller(ProtoUtils.marshaller(Context.getDefaultInstance()))
              .build();
      assertThat(statusOfEmpty(store, method).getCode())
          .as(name)
          .isEqualTo(Status.Code.UNIMPLEMENTED);
    }
  }

  /** How a call of any kind with one empty message ends. */
  private static <Q, R> Status statusOfEmpty(Channel channel, MethodDescriptor<Q, R> method)
      throws Exception {
    CompletableFuture<Status> end = new CompletableFuture<>();
    ClientCall<Q, R> call = channel.newCall(method, CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            end.complete(status);
          }
        },
        new Metadata());
    call.request(1);
    PrototypeMarshaller<Q> marshaller = (PrototypeMarshaller<Q>) method.getRequestMarshaller();
    Q empty = marshaller.getMessagePrototype();
    if (empty != null) {
      call.sendMessage(empty);
    }
    call.halfClose();
    return end.get(Wire.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Test
  void noCallOfEitherServiceHangsOrBreaksItsServer(@Serving(KeyMode.V1_RAW) Wire wire) {
    Channel store = wire.channel(wire.cluster().storeAddress(0));
    Channel pd = wire.channel(wire.cluster().pd());
    TikvGrpc.getServiceDescriptor().getMethods().forEach(method -> poke(store, method));
    PDGrpc.getServiceDescriptor().getMethods().forEach(method -> poke(pd, method));
  }

  private static void poke(Channel channel, MethodDescriptor<?, ?> method) {
    if (method.getType() == MethodType.UNARY) {
      try {
        callEmpty(channel, method);
      } catch (StatusRuntimeException e) {
        assertThat(e.getStatus().getCode())
            .as("%s: %s", method.getFullMethodName(), e.getStatus())
            .isNotIn(
                Status.Code.DEADLINE_EXCEEDED,
                Status.Code.UNKNOWN,
                Status.Code.INTERNAL,
                Status.Code.CANCELLED);
      }
    }
  }

  private static <Q> Message callEmpty(Channel channel, MethodDescriptor<Q, ?> method) {
    PrototypeMarshaller<Q> marshaller = (PrototypeMarshaller<Q>) method.getRequestMarshaller();
    Q empty = marshaller.getMessagePrototype();
    return (Message)
        ClientCalls.blockingUnaryCall(
            channel,
            method,
            CallOptions.DEFAULT.withDeadlineAfter(Wire.PATIENCE.toMillis(), TimeUnit.MILLISECONDS),
            empty);
  }
}
