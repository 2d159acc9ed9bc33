package io.holdfast.store.service;

import com.google.protobuf.Message;
import io.holdfast.protocol.rpc.KvRpc;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsRequest;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsRequest.Request.CmdCase;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsResponse;
import io.holdfast.store.read.task.Caller;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which handler answers which call. Immutable. */
final class Routes {
  private final List<Route<?, ?>> all = new ArrayList<>();
  private final Map<CmdCase, Route<?, ?>> byKind = new EnumMap<>(CmdCase.class);

  /**
   * A call and who answers it.
   *
   * @param inline where it arrives, or with null not there
   * @param handler on the store loop
   */
  record Route<Q extends Message, A extends Message>(
      KvRpc<Q, A> rpc, Function<Q, @Nullable A> inline, BiConsumer<Q, Reply<A>> handler) {
    /** One request of a batch to its handler, and its answer back into the form of the batch. */
    void dispatch(
        BatchCommandsRequest.Request part,
        Caller caller,
        Consumer<BatchCommandsResponse.Response> out) {
      handler.accept(
          rpc.unpack(part),
          new Reply<>(rpc.empty(), caller, answer -> out.accept(rpc.packAnswer(answer))));
    }
  }

  Routes(Handlers handlers) {
    TxnHandlers txn = handlers.txn();
    add(KvRpc.GET, handlers.gets()::get, txn::get);
    add(KvRpc.SCAN, txn::scan);
    add(KvRpc.BATCH_GET, txn::batchGet);
    add(KvRpc.PREWRITE, txn::prewrite);
    add(KvRpc.COMMIT, txn::commit);
    add(KvRpc.CLEANUP, txn::cleanup);
    add(KvRpc.BATCH_ROLLBACK, txn::batchRollback);
    add(KvRpc.SCAN_LOCK, txn::scanLock);
    add(KvRpc.RESOLVE_LOCK, txn::resolveLock);
    add(KvRpc.PESSIMISTIC_ROLLBACK, txn::pessimisticRollback);
    add(KvRpc.CHECK_TXN_STATUS, txn::checkTxnStatus);
    add(KvRpc.TXN_HEART_BEAT, txn::heartBeat);
    add(KvRpc.CHECK_SECONDARY_LOCKS, txn::checkSecondaryLocks);
    RawHandlers raw = handlers.raw();
    add(KvRpc.RAW_GET, handlers.gets()::rawGet, raw::get);
    add(KvRpc.RAW_BATCH_GET, raw::batchGet);
    add(KvRpc.RAW_PUT, raw::put);
    add(KvRpc.RAW_BATCH_PUT, raw::batchPut);
    add(KvRpc.RAW_DELETE, raw::delete);
    add(KvRpc.RAW_BATCH_DELETE, raw::batchDelete);
    add(KvRpc.RAW_SCAN, raw::scan);
    add(KvRpc.RAW_DELETE_RANGE, raw::deleteRange);
    add(KvRpc.RAW_BATCH_SCAN, raw::batchScan);
    add(KvRpc.RAW_GET_KEY_TTL, raw::getKeyTtl);
    add(KvRpc.RAW_COMPARE_AND_SWAP, raw::compareAndSwap);
    add(KvRpc.RAW_CHECKSUM, raw::checksum);
    RegionHandlers regions = handlers.regions();
    add(KvRpc.SPLIT_REGION, regions::split);
    add(KvRpc.READ_INDEX, regions::readIndex);
  }

  private <Q extends Message, A extends Message> void add(
      KvRpc<Q, A> rpc, BiConsumer<Q, Reply<A>> handler) {
    add(rpc, request -> null, handler);
  }

  private <Q extends Message, A extends Message> void add(
      KvRpc<Q, A> rpc, Function<Q, @Nullable A> inline, BiConsumer<Q, Reply<A>> handler) {
    Route<Q, A> route = new Route<>(rpc, inline, handler);
    all.add(route);
    if (rpc.batched()) {
      byKind.put(rpc.kind(), route);
    }
  }

  List<Route<?, ?>> all() {
    return all;
  }

  /** Who answers such a part of a batch; null when nobody does. */
  @Nullable Route<?, ?> of(CmdCase kind) {
    return byKind.get(kind);
  }
}
