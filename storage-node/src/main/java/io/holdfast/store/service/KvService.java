package io.holdfast.store.service;

import com.google.protobuf.Message;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.holdfast.protocol.error.RegionError;
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
import io.holdfast.protocol.wire.tikvpb.BatchCommandsRequest;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsResponse;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import io.holdfast.runtime.loop.EventLoop;
import java.util.function.BiConsumer;

/**
 * The public key-value service. Every method hops to the store loop; methods that are not here fail
 * with UNIMPLEMENTED, which ends a client's call at once.
 */
public final class KvService extends TikvGrpc.TikvImplBase {
  /** How long a client should wait when the store loop's queue is full. */
  private static final long BUSY_BACKOFF_MILLIS = 200;

  private final EventLoop loop;
  private final Handlers handlers;

  /** For one store. */
  public KvService(EventLoop loop, Handlers handlers) {
    this.loop = loop;
    this.handlers = handlers;
  }

  private <Q, R extends Message> void serve(
      Q request, StreamObserver<R> out, R empty, BiConsumer<Q, Reply<R>> handler) {
    ServerCallStreamObserver<R> call = (ServerCallStreamObserver<R>) out;
    Reply<R> reply =
        new Reply<>(
            empty,
            call::isCancelled,
            response -> {
              call.onNext(response);
              call.onCompleted();
            });
    Runnable task =
        () -> {
          if (!call.isCancelled()) { // What nobody waits for any more is not begun (rule R1).
            handler.accept(request, reply);
          }
        };
    if (!loop.offer(task)) {
      reply.refuse(new RegionError.ServerIsBusy("too many requests", BUSY_BACKOFF_MILLIS));
    }
  }

  @Override
  public StreamObserver<BatchCommandsRequest> batchCommands(
      StreamObserver<BatchCommandsResponse> out) {
    return new BatchCommandsStream(loop, handlers, out);
  }

  @Override
  public void kvGet(GetRequest request, StreamObserver<GetResponse> out) {
    serve(request, out, GetResponse.getDefaultInstance(), handlers.txn()::get);
  }

  @Override
  public void kvScan(ScanRequest request, StreamObserver<ScanResponse> out) {
    serve(request, out, ScanResponse.getDefaultInstance(), handlers.txn()::scan);
  }

  @Override
  public void kvPrewrite(PrewriteRequest request, StreamObserver<PrewriteResponse> out) {
    serve(request, out, PrewriteResponse.getDefaultInstance(), handlers.txn()::prewrite);
  }

  @Override
  public void kVPessimisticRollback(
      PessimisticRollbackRequest request, StreamObserver<PessimisticRollbackResponse> out) {
    serve(
        request,
        out,
        PessimisticRollbackResponse.getDefaultInstance(),
        handlers.txn()::pessimisticRollback);
  }

  @Override
  public void kvTxnHeartBeat(
      TxnHeartBeatRequest request, StreamObserver<TxnHeartBeatResponse> out) {
    serve(request, out, TxnHeartBeatResponse.getDefaultInstance(), handlers.txn()::heartBeat);
  }

  @Override
  public void kvCheckTxnStatus(
      CheckTxnStatusRequest request, StreamObserver<CheckTxnStatusResponse> out) {
    serve(
        request, out, CheckTxnStatusResponse.getDefaultInstance(), handlers.txn()::checkTxnStatus);
  }

  @Override
  public void kvCheckSecondaryLocks(
      CheckSecondaryLocksRequest request, StreamObserver<CheckSecondaryLocksResponse> out) {
    serve(
        request,
        out,
        CheckSecondaryLocksResponse.getDefaultInstance(),
        handlers.txn()::checkSecondaryLocks);
  }

  @Override
  public void kvCommit(CommitRequest request, StreamObserver<CommitResponse> out) {
    serve(request, out, CommitResponse.getDefaultInstance(), handlers.txn()::commit);
  }

  @Override
  public void kvCleanup(CleanupRequest request, StreamObserver<CleanupResponse> out) {
    serve(request, out, CleanupResponse.getDefaultInstance(), handlers.txn()::cleanup);
  }

  @Override
  public void kvBatchGet(BatchGetRequest request, StreamObserver<BatchGetResponse> out) {
    serve(request, out, BatchGetResponse.getDefaultInstance(), handlers.txn()::batchGet);
  }

  @Override
  public void kvBatchRollback(
      BatchRollbackRequest request, StreamObserver<BatchRollbackResponse> out) {
    serve(request, out, BatchRollbackResponse.getDefaultInstance(), handlers.txn()::batchRollback);
  }

  @Override
  public void kvScanLock(ScanLockRequest request, StreamObserver<ScanLockResponse> out) {
    serve(request, out, ScanLockResponse.getDefaultInstance(), handlers.txn()::scanLock);
  }

  @Override
  public void kvResolveLock(ResolveLockRequest request, StreamObserver<ResolveLockResponse> out) {
    serve(request, out, ResolveLockResponse.getDefaultInstance(), handlers.txn()::resolveLock);
  }

  @Override
  public void rawGet(RawGetRequest request, StreamObserver<RawGetResponse> out) {
    serve(request, out, RawGetResponse.getDefaultInstance(), handlers.raw()::get);
  }

  @Override
  public void rawBatchGet(RawBatchGetRequest request, StreamObserver<RawBatchGetResponse> out) {
    serve(request, out, RawBatchGetResponse.getDefaultInstance(), handlers.raw()::batchGet);
  }

  @Override
  public void rawPut(RawPutRequest request, StreamObserver<RawPutResponse> out) {
    serve(request, out, RawPutResponse.getDefaultInstance(), handlers.raw()::put);
  }

  @Override
  public void rawBatchPut(RawBatchPutRequest request, StreamObserver<RawBatchPutResponse> out) {
    serve(request, out, RawBatchPutResponse.getDefaultInstance(), handlers.raw()::batchPut);
  }

  @Override
  public void rawDelete(RawDeleteRequest request, StreamObserver<RawDeleteResponse> out) {
    serve(request, out, RawDeleteResponse.getDefaultInstance(), handlers.raw()::delete);
  }

  @Override
  public void rawBatchDelete(
      RawBatchDeleteRequest request, StreamObserver<RawBatchDeleteResponse> out) {
    serve(request, out, RawBatchDeleteResponse.getDefaultInstance(), handlers.raw()::batchDelete);
  }

  @Override
  public void rawScan(RawScanRequest request, StreamObserver<RawScanResponse> out) {
    serve(request, out, RawScanResponse.getDefaultInstance(), handlers.raw()::scan);
  }

  @Override
  public void rawDeleteRange(
      RawDeleteRangeRequest request, StreamObserver<RawDeleteRangeResponse> out) {
    serve(request, out, RawDeleteRangeResponse.getDefaultInstance(), handlers.raw()::deleteRange);
  }

  @Override
  public void rawBatchScan(RawBatchScanRequest request, StreamObserver<RawBatchScanResponse> out) {
    serve(request, out, RawBatchScanResponse.getDefaultInstance(), handlers.raw()::batchScan);
  }

  @Override
  public void rawGetKeyTTL(RawGetKeyTTLRequest request, StreamObserver<RawGetKeyTTLResponse> out) {
    serve(request, out, RawGetKeyTTLResponse.getDefaultInstance(), handlers.raw()::getKeyTtl);
  }

  @Override
  public void rawCompareAndSwap(RawCASRequest request, StreamObserver<RawCASResponse> out) {
    serve(request, out, RawCASResponse.getDefaultInstance(), handlers.raw()::compareAndSwap);
  }

  @Override
  public void rawChecksum(RawChecksumRequest request, StreamObserver<RawChecksumResponse> out) {
    serve(request, out, RawChecksumResponse.getDefaultInstance(), handlers.raw()::checksum);
  }

  @Override
  public void splitRegion(SplitRegionRequest request, StreamObserver<SplitRegionResponse> out) {
    serve(request, out, SplitRegionResponse.getDefaultInstance(), handlers.regions()::split);
  }

  @Override
  public void readIndex(ReadIndexRequest request, StreamObserver<ReadIndexResponse> out) {
    serve(request, out, ReadIndexResponse.getDefaultInstance(), handlers.regions()::readIndex);
  }
}
