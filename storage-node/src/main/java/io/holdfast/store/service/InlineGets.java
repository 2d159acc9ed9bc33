package io.holdfast.store.service;

import io.holdfast.protocol.key.KeyMode;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.kvrpcpb.RawGetRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawGetResponse;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsRequest;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsRequest.Request.CmdCase;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsResponse;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineClosedException;
import io.holdfast.store.engine.EngineFailure;
import io.holdfast.store.engine.Family;
import io.holdfast.store.read.LocalReads;
import io.holdfast.store.region.RegionView;
import io.holdfast.store.region.StoreContext;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Gets that are answered where they arrive, without the store loop. What they cannot answer, with
 * all that may be wrong about it, is left to the handlers there. Any thread.
 */
final class InlineGets {
  private static final RawGetResponse NOT_FOUND =
      RawGetResponse.newBuilder().setNotFound(true).build();

  private static final BitSet NONE = new BitSet(0); // Never written.

  private final StoreContext store;
  private final LocalReads local;

  InlineGets(StoreContext store, LocalReads local) {
    this.store = store;
    this.local = local;
  }

  /**
   * What of a batch was answered.
   *
   * @param response in the order of the requests
   * @param answered which of them
   */
  record Answered(BatchCommandsResponse response, BitSet answered) {}

  /** The answer, null for the long way. */
  @Nullable RawGetResponse get(RawGetRequest request) {
    LocalReads.Visit visit = local.begin();
    RawGetResponse response = read(visit, request);
    return response != null && visit.holds() ? response : null;
  }

  /** Answers what it can of the first {@code count} requests; null for none. */
  @Nullable Answered answer(BatchCommandsRequest batch, int count) {
    LocalReads.Visit visit = local.begin();
    BatchCommandsResponse.@Nullable Builder response = null;
    BitSet answered = NONE;
    for (int i = 0; i < count; i++) {
      BatchCommandsRequest.Request part = batch.getRequests(i);
      RawGetResponse got =
          part.getCmdCase() == CmdCase.RAWGET ? read(visit, part.getRawGet()) : null;
      if (got != null) {
        if (response == null) {
          response = BatchCommandsResponse.newBuilder();
          answered = new BitSet(count);
        }
        answered.set(i);
        response
            .addRequestIds(batch.getRequestIds(i))
            .addResponses(BatchCommandsResponse.Response.newBuilder().setRawGet(got));
      }
    }
    return response == null || !visit.holds() ? null : new Answered(response.build(), answered);
  }

  private @Nullable RawGetResponse read(LocalReads.Visit visit, RawGetRequest request) {
    if (store.keyMode() != KeyMode.V1_RAW) {
      return null;
    }
    RegionView view = visit.admit(request.getContext());
    Bytes key = ProtoBytes.fromWire(request.getKey());
    if (view == null || !view.contains(key)) {
      return null;
    }
    try {
      Bytes value = store.engine().get(Family.DEFAULT, key); // A snapshot of its own.
      visit.read(value == null ? 0 : value.length());
      return value == null
          ? NOT_FOUND
          : RawGetResponse.newBuilder().setValue(ProtoBytes.toWire(value)).build();
    } catch (EngineClosedException e) {
      return null; // The store is going down; its loop says so, or nothing.
    } catch (EngineFailure e) {
      store.runtime().fail(e);
      return null;
    }
  }
}
