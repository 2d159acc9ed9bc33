package io.holdfast.protocol.rpc;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.holdfast.protocol.wire.kvrpcpb.BatchGetRequest;
import io.holdfast.protocol.wire.kvrpcpb.BatchGetResponse;
import io.holdfast.protocol.wire.kvrpcpb.BatchRollbackRequest;
import io.holdfast.protocol.wire.kvrpcpb.BatchRollbackResponse;
import io.holdfast.protocol.wire.kvrpcpb.CheckSecondaryLocksRequest;
import io.holdfast.protocol.wire.kvrpcpb.CheckSecondaryLocksResponse;
import io.holdfast.protocol.wire.kvrpcpb.CheckTxnStatusRequest;
import io.holdfast.protocol.wire.kvrpcpb.CheckTxnStatusResponse;
import io.holdfast.protocol.wire.kvrpcpb.CleanupRequest;
import io.holdfast.protocol.wire.kvrpcpb.CleanupResponse;
import io.holdfast.protocol.wire.kvrpcpb.CommitRequest;
import io.holdfast.protocol.wire.kvrpcpb.CommitResponse;
import io.holdfast.protocol.wire.kvrpcpb.GetRequest;
import io.holdfast.protocol.wire.kvrpcpb.GetResponse;
import io.holdfast.protocol.wire.kvrpcpb.PessimisticRollbackRequest;
import io.holdfast.protocol.wire.kvrpcpb.PessimisticRollbackResponse;
import io.holdfast.protocol.wire.kvrpcpb.PrewriteRequest;
import io.holdfast.protocol.wire.kvrpcpb.PrewriteResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawBatchDeleteRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawBatchDeleteResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawBatchGetRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawBatchGetResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawBatchPutRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawBatchPutResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawBatchScanRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawBatchScanResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawCASRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawCASResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawChecksumRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawChecksumResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawDeleteRangeRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawDeleteRangeResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawDeleteRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawDeleteResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawGetKeyTTLRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawGetKeyTTLResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawGetRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawGetResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawPutRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawPutResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawScanRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawScanResponse;
import io.holdfast.protocol.wire.kvrpcpb.ReadIndexRequest;
import io.holdfast.protocol.wire.kvrpcpb.ReadIndexResponse;
import io.holdfast.protocol.wire.kvrpcpb.ResolveLockRequest;
import io.holdfast.protocol.wire.kvrpcpb.ResolveLockResponse;
import io.holdfast.protocol.wire.kvrpcpb.ScanLockRequest;
import io.holdfast.protocol.wire.kvrpcpb.ScanLockResponse;
import io.holdfast.protocol.wire.kvrpcpb.ScanRequest;
import io.holdfast.protocol.wire.kvrpcpb.ScanResponse;
import io.holdfast.protocol.wire.kvrpcpb.SplitRegionRequest;
import io.holdfast.protocol.wire.kvrpcpb.SplitRegionResponse;
import io.holdfast.protocol.wire.kvrpcpb.TxnHeartBeatRequest;
import io.holdfast.protocol.wire.kvrpcpb.TxnHeartBeatResponse;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsRequest.Request;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsRequest.Request.CmdCase;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsResponse.Response;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One call of the key-value service, in all its forms: alone, as one of a batch on a stream, and
 * empty. Clients, stores and batches all read this one table. Immutable, any thread.
 *
 * @param <Q> the request
 * @param <A> the answer
 */
public final class KvRpc<Q extends Message, A extends Message> {
  private final MethodDescriptor<Q, A> method;
  private final A empty;
  private final @Nullable InBatch<Q, A> inBatch;

  /** How a batch carries the call. */
  private record InBatch<Q, A>(
      CmdCase kind,
      Function<Request, Q> unpack,
      BiFunction<Request.Builder, Q, Request.Builder> pack,
      Function<Response, @Nullable A> unpackAnswer,
      BiFunction<Response.Builder, A, Response.Builder> packAnswer) {}

  private KvRpc(MethodDescriptor<Q, A> method, A empty, @Nullable InBatch<Q, A> inBatch) {
    this.method = method;
    this.empty = empty;
    this.inBatch = inBatch;
  }

  /** {@code KvGet}, which batches carry as {@code Get}. */
  public static final KvRpc<GetRequest, GetResponse> GET =
      new KvRpc<>(
          TikvGrpc.getKvGetMethod(),
          GetResponse.getDefaultInstance(),
          new InBatch<>(
              CmdCase.GET,
              Request::getGet,
              (carrier, request) -> carrier.setGet(request),
              response -> response.hasGet() ? response.getGet() : null,
              (carrier, answer) -> carrier.setGet(answer)));

  /** {@code KvScan}, which batches carry as {@code Scan}. */
  public static final KvRpc<ScanRequest, ScanResponse> SCAN =
      new KvRpc<>(
          TikvGrpc.getKvScanMethod(),
          ScanResponse.getDefaultInstance(),
          new InBatch<>(
              CmdCase.SCAN,
              Request::getScan,
              (carrier, request) -> carrier.setScan(request),
              response -> response.hasScan() ? response.getScan() : null,
              (carrier, answer) -> carrier.setScan(answer)));

  /** {@code KvBatchGet}, which batches carry as {@code BatchGet}. */
  public static final KvRpc<BatchGetRequest, BatchGetResponse> BATCH_GET =
      new KvRpc<>(
          TikvGrpc.getKvBatchGetMethod(),
          BatchGetResponse.getDefaultInstance(),
          new InBatch<>(
              CmdCase.BATCHGET,
              Request::getBatchGet,
              (carrier, request) -> carrier.setBatchGet(request),
              response -> response.hasBatchGet() ? response.getBatchGet() : null,
              (carrier, answer) -> carrier.setBatchGet(answer)));

  /** {@code KvPrewrite}, which batches carry as {@code Prewrite}. */
  public static final KvRpc<PrewriteRequest, PrewriteResponse> PREWRITE =
      new KvRpc<>(
          TikvGrpc.getKvPrewriteMethod(),
          PrewriteResponse.getDefaultInstance(),
          new InBatch<>(
              CmdCase.PREWRITE,
              Request::getPrewrite,
              (carrier, request) -> carrier.setPrewrite(request),
              response -> response.hasPrewrite() ? response.getPrewrite() : null,
              (carrier, answer) -> carrier.setPrewrite(answer)));

  /** {@code KvCommit}, which batches carry as {@code Commit}. */
  public static final KvRpc<CommitRequest, CommitResponse> COMMIT =
      new KvRpc<>(
          TikvGrpc.getKvCommitMethod(),
          CommitResponse.getDefaultInstance(),
          new InBatch<>(
              CmdCase.COMMIT,
              Request::getCommit,
              (carrier, request) -> carrier.setCommit(request),
              response -> response.hasCommit() ? response.getCommit() : null,
              (carrier, answer) -> carrier.setCommit(answer)));

  /** {@code KvCleanup}, which batches carry as {@code Cleanup}. */
  public static final KvRpc<CleanupRequest, CleanupResponse> CLEANUP =
      new KvRpc<>(
          TikvGrpc.getKvCleanupMethod(),
          CleanupResponse.getDefaultInstance(),
          new InBatch<>(
              CmdCase.CLEANUP,
              Request::getCleanup,
              (carrier, request) -> carrier.setCleanup(request),
              response -> response.hasCleanup() ? response.getCleanup() : null,
              (carrier, answer) -> carrier.setCleanup(answer)));

  /** {@code KvBatchRollback}, which batches carry as {@code BatchRollback}. */
  public static final KvRpc<BatchRollbackRequest, BatchRollbackResponse> BATCH_ROLLBACK =
      new KvRpc<>(
          TikvGrpc.getKvBatchRollbackMethod(),
          BatchRollbackResponse.getDefaultInstance(),
          new InBatch<>(
              CmdCase.BATCHROLLBACK,
              Request::getBatchRollback,
              (carrier, request) -> carrier.setBatchRollback(request),
              response -> response.hasBatchRollback() ? response.getBatchRollback() : null,
              (carrier, answer) -> carrier.setBatchRollback(answer)));

  /** {@code KvScanLock}, which batches carry as {@code ScanLock}. */
  public static final KvRpc<ScanLockRequest, ScanLockResponse> SCAN_LOCK =
      new KvRpc<>(
          TikvGrpc.getKvScanLockMethod(),
          ScanLockResponse.getDefaultInstance(),
          new InBatch<>(
              CmdCase.SCANLOCK,
              Request::getScanLock,
              (carrier, request) -> carrier.setScanLock(request),
              response -> response.hasScanLock() ? response.getScanLock() : null,
              (carrier, answer) -> carrier.setScanLock(answer)));

  /** {@code KvResolveLock}, which batches carry as {@code ResolveLock}. */
  public static final KvRpc<ResolveLockRequest, ResolveLockResponse> RESOLVE_LOCK =
      new KvRpc<>(
          TikvGrpc.getKvResolveLockMethod(),
          ResolveLockResponse.getDefaultInstance(),
          new InBatch<>(
              CmdCase.RESOLVELOCK,
              Request::getResolveLock,
              (carrier, request) -> carrier.setResolveLock(request),
              response -> response.hasResolveLock() ? response.getResolveLock() : null,
              (carrier, answer) -> carrier.setResolveLock(answer)));

  /** {@code KVPessimisticRollback}, which batches carry as {@code PessimisticRollback}. */
  public static final KvRpc<PessimisticRollbackRequest, PessimisticRollbackResponse>
      PESSIMISTIC_ROLLBACK =
          new KvRpc<>(
              TikvGrpc.getKVPessimisticRollbackMethod(),
              PessimisticRollbackResponse.getDefaultInstance(),
              new InBatch<>(
                  CmdCase.PESSIMISTICROLLBACK,
                  Request::getPessimisticRollback,
                  (carrier, request) -> carrier.setPessimisticRollback(request),
                  response ->
                      response.hasPessimisticRollback() ? response.getPessimisticRollback() : null,
                  (carrier, answer) -> carrier.setPessimisticRollback(answer)));

  /** {@code KvCheckTxnStatus}, which batches carry as {@code CheckTxnStatus}. */
  public static final KvRpc<CheckTxnStatusRequest, CheckTxnStatusResponse> CHECK_TXN_STATUS =
      new KvRpc<>(
          TikvGrpc.getKvCheckTxnStatusMethod(),
          CheckTxnStatusResponse.getDefaultInstance(),
          new InBatch<>(
              CmdCase.CHECKTXNSTATUS,
              Request::getCheckTxnStatus,
              (carrier, request) -> carrier.setCheckTxnStatus(request),
              response -> response.hasCheckTxnStatus() ? response.getCheckTxnStatus() : null,
              (carrier, answer) -> carrier.setCheckTxnStatus(answer)));

  /** {@code KvTxnHeartBeat}, which batches carry as {@code TxnHeartBeat}. */
  public static final KvRpc<TxnHeartBeatRequest, TxnHeartBeatResponse> TXN_HEART_BEAT =
      new KvRpc<>(
          TikvGrpc.getKvTxnHeartBeatMethod(),
          TxnHeartBeatResponse.getDefaultInstance(),
          new InBatch<>(
              CmdCase.TXNHEARTBEAT,
              Request::getTxnHeartBeat,
              (carrier, request) -> carrier.setTxnHeartBeat(request),
              response -> response.hasTxnHeartBeat() ? response.getTxnHeartBeat() : null,
              (carrier, answer) -> carrier.setTxnHeartBeat(answer)));

  /** {@code KvCheckSecondaryLocks}, which batches carry as {@code CheckSecondaryLocks}. */
  public static final KvRpc<CheckSecondaryLocksRequest, CheckSecondaryLocksResponse>
      CHECK_SECONDARY_LOCKS =
          new KvRpc<>(
              TikvGrpc.getKvCheckSecondaryLocksMethod(),
              CheckSecondaryLocksResponse.getDefaultInstance(),
              new InBatch<>(
                  CmdCase.CHECKSECONDARYLOCKS,
                  Request::getCheckSecondaryLocks,
                  (carrier, request) -> carrier.setCheckSecondaryLocks(request),
                  response ->
                      response.hasCheckSecondaryLocks() ? response.getCheckSecondaryLocks() : null,
                  (carrier, answer) -> carrier.setCheckSecondaryLocks(answer)));

  /** {@code RawGet}, which batches carry as {@code RawGet}. */
  public static final KvRpc<RawGetRequest, RawGetResponse> RAW_GET =
      new KvRpc<>(
          TikvGrpc.getRawGetMethod(),
          RawGetResponse.getDefaultInstance(),
          new InBatch<>(
              CmdCase.RAWGET,
              Request::getRawGet,
              (carrier, request) -> carrier.setRawGet(request),
              response -> response.hasRawGet() ? response.getRawGet() : null,
              (carrier, answer) -> carrier.setRawGet(answer)));

  /** {@code RawBatchGet}, which batches carry as {@code RawBatchGet}. */
  public static final KvRpc<RawBatchGetRequest, RawBatchGetResponse> RAW_BATCH_GET =
      new KvRpc<>(
          TikvGrpc.getRawBatchGetMethod(),
          RawBatchGetResponse.getDefaultInstance(),
          new InBatch<>(
              CmdCase.RAWBATCHGET,
              Request::getRawBatchGet,
              (carrier, request) -> carrier.setRawBatchGet(request),
              response -> response.hasRawBatchGet() ? response.getRawBatchGet() : null,
              (carrier, answer) -> carrier.setRawBatchGet(answer)));

  /** {@code RawPut}, which batches carry as {@code RawPut}. */
  public static final KvRpc<RawPutRequest, RawPutResponse> RAW_PUT =
      new KvRpc<>(
          TikvGrpc.getRawPutMethod(),
          RawPutResponse.getDefaultInstance(),
          new InBatch<>(
              CmdCase.RAWPUT,
              Request::getRawPut,
              (carrier, request) -> carrier.setRawPut(request),
              response -> response.hasRawPut() ? response.getRawPut() : null,
              (carrier, answer) -> carrier.setRawPut(answer)));

  /** {@code RawBatchPut}, which batches carry as {@code RawBatchPut}. */
  public static final KvRpc<RawBatchPutRequest, RawBatchPutResponse> RAW_BATCH_PUT =
      new KvRpc<>(
          TikvGrpc.getRawBatchPutMethod(),
          RawBatchPutResponse.getDefaultInstance(),
          new InBatch<>(
              CmdCase.RAWBATCHPUT,
              Request::getRawBatchPut,
              (carrier, request) -> carrier.setRawBatchPut(request),
              response -> response.hasRawBatchPut() ? response.getRawBatchPut() : null,
              (carrier, answer) -> carrier.setRawBatchPut(answer)));

  /** {@code RawDelete}, which batches carry as {@code RawDelete}. */
  public static final KvRpc<RawDeleteRequest, RawDeleteResponse> RAW_DELETE =
      new KvRpc<>(
          TikvGrpc.getRawDeleteMethod(),
          RawDeleteResponse.getDefaultInstance(),
          new InBatch<>(
              CmdCase.RAWDELETE,
              Request::getRawDelete,
              (carrier, request) -> carrier.setRawDelete(request),
              response -> response.hasRawDelete() ? response.getRawDelete() : null,
              (carrier, answer) -> carrier.setRawDelete(answer)));

  /** {@code RawBatchDelete}, which batches carry as {@code RawBatchDelete}. */
  public static final KvRpc<RawBatchDeleteRequest, RawBatchDeleteResponse> RAW_BATCH_DELETE =
      new KvRpc<>(
          TikvGrpc.getRawBatchDeleteMethod(),
          RawBatchDeleteResponse.getDefaultInstance(),
          new InBatch<>(
              CmdCase.RAWBATCHDELETE,
              Request::getRawBatchDelete,
              (carrier, request) -> carrier.setRawBatchDelete(request),
              response -> response.hasRawBatchDelete() ? response.getRawBatchDelete() : null,
              (carrier, answer) -> carrier.setRawBatchDelete(answer)));

  /** {@code RawScan}, which batches carry as {@code RawScan}. */
  public static final KvRpc<RawScanRequest, RawScanResponse> RAW_SCAN =
      new KvRpc<>(
          TikvGrpc.getRawScanMethod(),
          RawScanResponse.getDefaultInstance(),
          new InBatch<>(
              CmdCase.RAWSCAN,
              Request::getRawScan,
              (carrier, request) -> carrier.setRawScan(request),
              response -> response.hasRawScan() ? response.getRawScan() : null,
              (carrier, answer) -> carrier.setRawScan(answer)));

  /** {@code RawDeleteRange}, which batches carry as {@code RawDeleteRange}. */
  public static final KvRpc<RawDeleteRangeRequest, RawDeleteRangeResponse> RAW_DELETE_RANGE =
      new KvRpc<>(
          TikvGrpc.getRawDeleteRangeMethod(),
          RawDeleteRangeResponse.getDefaultInstance(),
          new InBatch<>(
              CmdCase.RAWDELETERANGE,
              Request::getRawDeleteRange,
              (carrier, request) -> carrier.setRawDeleteRange(request),
              response -> response.hasRawDeleteRange() ? response.getRawDeleteRange() : null,
              (carrier, answer) -> carrier.setRawDeleteRange(answer)));

  /** {@code RawBatchScan}, which batches carry as {@code RawBatchScan}. */
  public static final KvRpc<RawBatchScanRequest, RawBatchScanResponse> RAW_BATCH_SCAN =
      new KvRpc<>(
          TikvGrpc.getRawBatchScanMethod(),
          RawBatchScanResponse.getDefaultInstance(),
          new InBatch<>(
              CmdCase.RAWBATCHSCAN,
              Request::getRawBatchScan,
              (carrier, request) -> carrier.setRawBatchScan(request),
              response -> response.hasRawBatchScan() ? response.getRawBatchScan() : null,
              (carrier, answer) -> carrier.setRawBatchScan(answer)));

  /** {@code RawGetKeyTTL}; batches do not carry it. */
  public static final KvRpc<RawGetKeyTTLRequest, RawGetKeyTTLResponse> RAW_GET_KEY_TTL =
      new KvRpc<>(
          TikvGrpc.getRawGetKeyTTLMethod(), RawGetKeyTTLResponse.getDefaultInstance(), null);

  /** {@code RawCompareAndSwap}; batches do not carry it. */
  public static final KvRpc<RawCASRequest, RawCASResponse> RAW_COMPARE_AND_SWAP =
      new KvRpc<>(TikvGrpc.getRawCompareAndSwapMethod(), RawCASResponse.getDefaultInstance(), null);

  /** {@code RawChecksum}; batches do not carry it. */
  public static final KvRpc<RawChecksumRequest, RawChecksumResponse> RAW_CHECKSUM =
      new KvRpc<>(TikvGrpc.getRawChecksumMethod(), RawChecksumResponse.getDefaultInstance(), null);

  /** {@code SplitRegion}; batches do not carry it. */
  public static final KvRpc<SplitRegionRequest, SplitRegionResponse> SPLIT_REGION =
      new KvRpc<>(TikvGrpc.getSplitRegionMethod(), SplitRegionResponse.getDefaultInstance(), null);

  /** {@code ReadIndex}; batches do not carry it. */
  public static final KvRpc<ReadIndexRequest, ReadIndexResponse> READ_INDEX =
      new KvRpc<>(TikvGrpc.getReadIndexMethod(), ReadIndexResponse.getDefaultInstance(), null);

  /** All of them. */
  public static final List<KvRpc<?, ?>> ALL =
      List.of(
          GET,
          SCAN,
          BATCH_GET,
          PREWRITE,
          COMMIT,
          CLEANUP,
          BATCH_ROLLBACK,
          SCAN_LOCK,
          RESOLVE_LOCK,
          PESSIMISTIC_ROLLBACK,
          CHECK_TXN_STATUS,
          TXN_HEART_BEAT,
          CHECK_SECONDARY_LOCKS,
          RAW_GET,
          RAW_BATCH_GET,
          RAW_PUT,
          RAW_BATCH_PUT,
          RAW_DELETE,
          RAW_BATCH_DELETE,
          RAW_SCAN,
          RAW_DELETE_RANGE,
          RAW_BATCH_SCAN,
          RAW_GET_KEY_TTL,
          RAW_COMPARE_AND_SWAP,
          RAW_CHECKSUM,
          SPLIT_REGION,
          READ_INDEX);

  private static final Map<String, KvRpc<?, ?>> BY_METHOD = byMethod();

  private static Map<String, KvRpc<?, ?>> byMethod() {
    Map<String, KvRpc<?, ?>> found = new HashMap<>();
    ALL.forEach(rpc -> found.put(rpc.method.getFullMethodName(), rpc));
    return found;
  }

  /** The call of that method, under its types; null when it is none of these. */
  public static @Nullable KvRpc<?, ?> of(MethodDescriptor<?, ?> method) {
    return BY_METHOD.get(method.getFullMethodName());
  }

  /** As a call of its own. */
  public MethodDescriptor<Q, A> method() {
    return method;
  }

  /** An answer that says nothing. */
  public A empty() {
    return empty;
  }

  /** True iff batches carry it. */
  public boolean batched() {
    return inBatch != null;
  }

  private InBatch<Q, A> inBatch() {
    return Objects.requireNonNull(inBatch, () -> this + " is not carried by batches");
  }

  /** How the batch calls it; fails when batches do not carry it. */
  public CmdCase kind() {
    return inBatch().kind;
  }

  /** The request as a part of a batch. */
  public Request pack(Q request) {
    return inBatch().pack.apply(Request.newBuilder(), request).build();
  }

  /** The request in that part of a batch, which is of {@link #kind()}. */
  public Q unpack(Request part) {
    return inBatch().unpack.apply(part);
  }

  /** The answer as a part of a batch. */
  public Response packAnswer(A answer) {
    return inBatch().packAnswer.apply(Response.newBuilder(), answer).build();
  }

  /** The answer in that part of a batch; null when it answers something else, or nothing. */
  public @Nullable A unpackAnswer(Response part) {
    return inBatch().unpackAnswer.apply(part);
  }

  @Override
  public String toString() {
    return String.valueOf(method.getBareMethodName());
  }
}
