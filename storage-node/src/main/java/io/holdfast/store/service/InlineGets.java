package io.holdfast.store.service;

import com.google.protobuf.ByteString;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.kvrpcpb.GetRequest;
import io.holdfast.protocol.wire.kvrpcpb.GetResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawGetRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawGetResponse;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsRequest;
import io.holdfast.protocol.wire.tikvpb.BatchCommandsResponse;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineClosedException;
import io.holdfast.store.engine.EngineFailure;
import io.holdfast.store.engine.Family;
import io.holdfast.store.mvcc.MvccKeys;
import io.holdfast.store.read.LocalReads;
import io.holdfast.store.read.task.ReadTask;
import io.holdfast.store.read.task.ReadTurn;
import io.holdfast.store.region.RegionView;
import io.holdfast.store.region.StoreContext;
import io.holdfast.store.txn.command.Get;
import io.holdfast.store.txn.command.TxnCommands;
import java.util.BitSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gets that are answered where they arrive, without the store loop. What they cannot answer, with
 * all that may be wrong about it, is left to the handlers there. Any thread.
 */
final class InlineGets {
  private static final RawGetResponse NOT_FOUND =
      RawGetResponse.newBuilder().setNotFound(true).build();

  /** Records of one key that are looked at here; a longer history is read in turns (R1). */
  private static final int RECORDS_MAX = 64;

  private final StoreContext store;
  private final LocalReads local;
  private final TxnCommands commands;

  InlineGets(StoreContext store, LocalReads local, TxnCommands commands) {
    this.store = store;
    this.local = local;
    this.commands = commands;
  }

  /**
   * What of a batch was answered.
   *
   * @param response in the order of the requests
   * @param answered which of them
   */
  record Answered(BatchCommandsResponse response, BitSet answered) {}

  /** The answer, null for the long way. */
  @Nullable RawGetResponse rawGet(RawGetRequest request) {
    return alone(
        visit -> {
          RegionView view = admit(visit, request);
          return view == null ? null : read(visit, view, request);
        });
  }

  /** The answer, null for the long way. */
  @Nullable GetResponse get(GetRequest request) {
    return alone(
        visit -> {
          RegionView view = admit(visit, request);
          return view == null ? null : read(visit, view, request);
        });
  }

  private <A> @Nullable A alone(Function<LocalReads.Visit, @Nullable A> read) {
    try (LocalReads.Visit visit = local.begin()) {
      A answer = read.apply(visit);
      return answer != null && visit.holds() ? answer : null;
    } catch (EngineClosedException e) {
      return null; // The store is going down; its loop says so, or nothing.
    } catch (EngineFailure e) {
      store.runtime().fail(e);
      return null;
    }
  }

  /** Answers what it can of the first {@code count} requests; null for none. */
  @Nullable Answered answer(BatchCommandsRequest batch, int count) {
    return alone(
        visit -> {
          @Nullable RegionView[] views = admit(visit, batch, count);
          return views == null ? null : read(visit, views, batch);
        });
  }

  private RegionView @Nullable [] admit(
      LocalReads.Visit visit, BatchCommandsRequest batch, int count) {
    @Nullable RegionView[] views = null;
    for (int i = 0; i < count; i++) {
      BatchCommandsRequest.Request part = batch.getRequests(i);
      RegionView view =
          switch (part.getCmdCase()) {
            case RAWGET -> admit(visit, part.getRawGet());
            case GET -> admit(visit, part.getGet());
            default -> null;
          };
      if (view != null) {
        views = views == null ? new RegionView[count] : views;
        views[i] = view;
      }
    }
    return views;
  }

  private @Nullable Answered read(
      LocalReads.Visit visit, @Nullable RegionView[] views, BatchCommandsRequest batch) {
    BatchCommandsResponse.Builder response = BatchCommandsResponse.newBuilder();
    BitSet answered = new BitSet(views.length);
    for (int i = 0; i < views.length; i++) {
      RegionView view = views[i];
      BatchCommandsResponse.Response got =
          view == null ? null : read(visit, view, batch.getRequests(i));
      if (got != null) {
        answered.set(i);
        response.addRequestIds(batch.getRequestIds(i)).addResponses(got);
      }
    }
    return answered.isEmpty() ? null : new Answered(response.build(), answered);
  }

  private BatchCommandsResponse.@Nullable Response read(
      LocalReads.Visit visit, RegionView view, BatchCommandsRequest.Request part) {
    if (part.hasRawGet()) {
      RawGetResponse got = read(visit, view, part.getRawGet());
      return got == null
          ? null
          : BatchCommandsResponse.Response.newBuilder().setRawGet(got).build();
    }
    GetResponse got = read(visit, view, part.getGet());
    return got == null ? null : BatchCommandsResponse.Response.newBuilder().setGet(got).build();
  }

  // ---- one get ----

  private @Nullable RegionView admit(LocalReads.Visit visit, RawGetRequest request) {
    return store.keyMode() == KeyMode.V1_RAW ? visit.admit(request.getContext(), 0) : null;
  }

  private @Nullable RegionView admit(LocalReads.Visit visit, GetRequest request) {
    return store.keyMode() == KeyMode.V1_TXN
        ? visit.admit(request.getContext(), request.getVersion())
        : null;
  }

  private @Nullable RawGetResponse read(
      LocalReads.Visit visit, RegionView view, RawGetRequest request) {
    Bytes key = ProtoBytes.fromWire(request.getKey());
    if (!visit.mayRead() || !view.contains(key)) {
      return null;
    }
    Bytes value = store.engine().get(Family.DEFAULT, key); // A snapshot of its own.
    visit.read(value == null ? 0 : value.length());
    return value == null
        ? NOT_FOUND
        : RawGetResponse.newBuilder().setValue(ProtoBytes.toWire(value)).build();
  }

  private @Nullable GetResponse read(LocalReads.Visit visit, RegionView view, GetRequest request) {
    Bytes key = ProtoBytes.fromWire(request.getKey());
    if (!visit.mayRead() || !view.contains(MvccKeys.encode(key))) {
      return null;
    }
    Get.Request get =
        new Get.Request(key, TxnWire.view(request.getContext(), request.getVersion()));
    try (ReadTask<Get.Response> task = commands.get(get).begin(visit.snapshot(), view.range())) {
      if (!task.step(ReadTurn.ofRows(RECORDS_MAX, false))) {
        return null;
      }
      GetResponse response = TxnHandlers.got(task.result());
      ByteString value = response.getValue();
      visit.read(value.size());
      return response;
    }
  }
}
