package io.holdfast.store.service;

import io.holdfast.protocol.wire.kvrpcpb.BatchGetResponse;
import io.holdfast.protocol.wire.kvrpcpb.BatchRollbackResponse;
import io.holdfast.protocol.wire.kvrpcpb.CheckSecondaryLocksResponse;
import io.holdfast.protocol.wire.kvrpcpb.CheckTxnStatusResponse;
import io.holdfast.protocol.wire.kvrpcpb.CleanupResponse;
import io.holdfast.protocol.wire.kvrpcpb.CommitResponse;
import io.holdfast.protocol.wire.kvrpcpb.GetResponse;
import io.holdfast.protocol.wire.kvrpcpb.PessimisticRollbackResponse;
import io.holdfast.protocol.wire.kvrpcpb.PrewriteResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawBatchDeleteResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawBatchGetResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawBatchPutResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawBatchScanResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawDeleteRangeResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawDeleteResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawGetResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawPutResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawScanResponse;
import io.holdfast.protocol.wire.kvrpcpb.ResolveLockResponse;
import io.holdfast.protocol.wire.kvrpcpb.ScanLockResponse;
import io.holdfast.protocol.wire.kvrpcpb.ScanResponse;
import io.holdfast.protocol.wire.kvrpcpb.TxnHeartBeatResponse;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsEmptyResponse;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsRequest;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsResponse;
import io.holdfast.store.read.task.Caller;
import java.util.function.Consumer;

/** One request of a batch to its handler, and its answer back into the form of the batch. */
final class BatchDispatch {
  private final Handlers handlers;
  private final Caller caller;

  BatchDispatch(Handlers handlers, Caller caller) {
    this.handlers = handlers;
    this.caller = caller;
  }

  /** On the store loop; commands this version does not know are answered with an empty response. */
  void dispatch(
      BatchCommandsRequest.Request request, Consumer<BatchCommandsResponse.Response> out) {
    switch (request.getCmdCase()) {
      case GET ->
          handlers
              .txn()
              .get(
                  request.getGet(),
                  new Reply<>(
                      GetResponse.getDefaultInstance(),
                      caller,
                      r -> out.accept(response().setGet(r).build())));
      case SCAN ->
          handlers
              .txn()
              .scan(
                  request.getScan(),
                  new Reply<>(
                      ScanResponse.getDefaultInstance(),
                      caller,
                      r -> out.accept(response().setScan(r).build())));
      case PREWRITE ->
          handlers
              .txn()
              .prewrite(
                  request.getPrewrite(),
                  new Reply<>(
                      PrewriteResponse.getDefaultInstance(),
                      caller,
                      r -> out.accept(response().setPrewrite(r).build())));
      case COMMIT ->
          handlers
              .txn()
              .commit(
                  request.getCommit(),
                  new Reply<>(
                      CommitResponse.getDefaultInstance(),
                      caller,
                      r -> out.accept(response().setCommit(r).build())));
      case CLEANUP ->
          handlers
              .txn()
              .cleanup(
                  request.getCleanup(),
                  new Reply<>(
                      CleanupResponse.getDefaultInstance(),
                      caller,
                      r -> out.accept(response().setCleanup(r).build())));
      case BATCHGET ->
          handlers
              .txn()
              .batchGet(
                  request.getBatchGet(),
                  new Reply<>(
                      BatchGetResponse.getDefaultInstance(),
                      caller,
                      r -> out.accept(response().setBatchGet(r).build())));
      case BATCHROLLBACK ->
          handlers
              .txn()
              .batchRollback(
                  request.getBatchRollback(),
                  new Reply<>(
                      BatchRollbackResponse.getDefaultInstance(),
                      caller,
                      r -> out.accept(response().setBatchRollback(r).build())));
      case SCANLOCK ->
          handlers
              .txn()
              .scanLock(
                  request.getScanLock(),
                  new Reply<>(
                      ScanLockResponse.getDefaultInstance(),
                      caller,
                      r -> out.accept(response().setScanLock(r).build())));
      case RESOLVELOCK ->
          handlers
              .txn()
              .resolveLock(
                  request.getResolveLock(),
                  new Reply<>(
                      ResolveLockResponse.getDefaultInstance(),
                      caller,
                      r -> out.accept(response().setResolveLock(r).build())));
      case RAWGET ->
          handlers
              .raw()
              .get(
                  request.getRawGet(),
                  new Reply<>(
                      RawGetResponse.getDefaultInstance(),
                      caller,
                      r -> out.accept(response().setRawGet(r).build())));
      case RAWBATCHGET ->
          handlers
              .raw()
              .batchGet(
                  request.getRawBatchGet(),
                  new Reply<>(
                      RawBatchGetResponse.getDefaultInstance(),
                      caller,
                      r -> out.accept(response().setRawBatchGet(r).build())));
      case RAWPUT ->
          handlers
              .raw()
              .put(
                  request.getRawPut(),
                  new Reply<>(
                      RawPutResponse.getDefaultInstance(),
                      caller,
                      r -> out.accept(response().setRawPut(r).build())));
      case RAWBATCHPUT ->
          handlers
              .raw()
              .batchPut(
                  request.getRawBatchPut(),
                  new Reply<>(
                      RawBatchPutResponse.getDefaultInstance(),
                      caller,
                      r -> out.accept(response().setRawBatchPut(r).build())));
      case RAWDELETE ->
          handlers
              .raw()
              .delete(
                  request.getRawDelete(),
                  new Reply<>(
                      RawDeleteResponse.getDefaultInstance(),
                      caller,
                      r -> out.accept(response().setRawDelete(r).build())));
      case RAWBATCHDELETE ->
          handlers
              .raw()
              .batchDelete(
                  request.getRawBatchDelete(),
                  new Reply<>(
                      RawBatchDeleteResponse.getDefaultInstance(),
                      caller,
                      r -> out.accept(response().setRawBatchDelete(r).build())));
      case RAWSCAN ->
          handlers
              .raw()
              .scan(
                  request.getRawScan(),
                  new Reply<>(
                      RawScanResponse.getDefaultInstance(),
                      caller,
                      r -> out.accept(response().setRawScan(r).build())));
      case RAWDELETERANGE ->
          handlers
              .raw()
              .deleteRange(
                  request.getRawDeleteRange(),
                  new Reply<>(
                      RawDeleteRangeResponse.getDefaultInstance(),
                      caller,
                      r -> out.accept(response().setRawDeleteRange(r).build())));
      case RAWBATCHSCAN ->
          handlers
              .raw()
              .batchScan(
                  request.getRawBatchScan(),
                  new Reply<>(
                      RawBatchScanResponse.getDefaultInstance(),
                      caller,
                      r -> out.accept(response().setRawBatchScan(r).build())));
      case PESSIMISTICROLLBACK ->
          handlers
              .txn()
              .pessimisticRollback(
                  request.getPessimisticRollback(),
                  new Reply<>(
                      PessimisticRollbackResponse.getDefaultInstance(),
                      caller,
                      r -> out.accept(response().setPessimisticRollback(r).build())));
      case CHECKTXNSTATUS ->
          handlers
              .txn()
              .checkTxnStatus(
                  request.getCheckTxnStatus(),
                  new Reply<>(
                      CheckTxnStatusResponse.getDefaultInstance(),
                      caller,
                      r -> out.accept(response().setCheckTxnStatus(r).build())));
      case TXNHEARTBEAT ->
          handlers
              .txn()
              .heartBeat(
                  request.getTxnHeartBeat(),
                  new Reply<>(
                      TxnHeartBeatResponse.getDefaultInstance(),
                      caller,
                      r -> out.accept(response().setTxnHeartBeat(r).build())));
      case CHECKSECONDARYLOCKS ->
          handlers
              .txn()
              .checkSecondaryLocks(
                  request.getCheckSecondaryLocks(),
                  new Reply<>(
                      CheckSecondaryLocksResponse.getDefaultInstance(),
                      caller,
                      r -> out.accept(response().setCheckSecondaryLocks(r).build())));
      case EMPTY ->
          out.accept(
              response()
                  .setEmpty(
                      BatchCommandsEmptyResponse.newBuilder()
                          .setTestId(request.getEmpty().getTestId()))
                  .build());
      case IMPORT, GC, DELETERANGE, COPROCESSOR, PESSIMISTICLOCK, RAWCOPROCESSOR, CMD_NOT_SET ->
          out.accept(response().build());
    }
  }

  private static BatchCommandsResponse.Response.Builder response() {
    return BatchCommandsResponse.Response.newBuilder();
  }
}
