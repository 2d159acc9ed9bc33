package io.holdfast.store.service;

import io.holdfast.protocol.error.RegionError;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.internal.CompareAndSwap;
import io.holdfast.protocol.wire.internal.RaftCommand;
import io.holdfast.protocol.wire.kvrpcpb.Context;
import io.holdfast.protocol.wire.kvrpcpb.KvPair;
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
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.store.apply.CommandCodec;
import io.holdfast.store.engine.Family;
import io.holdfast.store.engine.Modification;
import io.holdfast.store.raw.RawChecksum;
import io.holdfast.store.raw.RawCommands;
import io.holdfast.store.raw.RawCompareAndSwap;
import io.holdfast.store.raw.RawGet;
import io.holdfast.store.raw.RawPair;
import io.holdfast.store.raw.RawScan;
import io.holdfast.store.raw.RawWrite;
import io.holdfast.store.read.IndexReads;
import io.holdfast.store.read.task.PageLimit;
import io.holdfast.store.region.CommandOutcome;
import io.holdfast.store.region.ProposalCallback;
import io.holdfast.store.region.RegionPeer;
import io.holdfast.store.region.RequestChecks;
import io.holdfast.store.region.StoreContext;
import io.holdfast.store.txn.Completion;
import io.holdfast.store.txn.command.ReadCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Raw key-value requests. Writes are one entry each and need no snapshot; a compare-and-swap is
 * decided where its entry is applied, in the order of all other writes.
 */
@LoopConfined("store")
final class RawHandlers {
  /** Pairs of one answer; a client that asks for more goes on behind the last one. */
  private static final int SCAN_MAX = 1 << 20;

  private static final String WRONG_MODE =
      "this cluster serves transactions: raw commands would bypass them";

  private final StoreContext store;
  private final RequestChecks checks;
  private final IndexReads reads;

  RawHandlers(StoreContext store, RequestChecks checks, IndexReads reads) {
    this.store = store;
    this.checks = checks;
    this.reads = reads;
  }

  // ---- reads ----

  /**
   * Also the way in which clients look for a region's leader, in clusters for transactions too: so
   * there it answers "not found", after all checks of leadership.
   */
  void get(RawGetRequest request, Reply<RawGetResponse> reply) {
    Bytes key = ProtoBytes.fromWire(request.getKey());
    read(
        request.getContext(),
        List.of(key),
        new RawGet(rawMode() ? List.of(key) : List.of(), PageLimit.whole()),
        reply,
        got -> null,
        got ->
            got.pairs().isEmpty()
                ? RawGetResponse.newBuilder().setNotFound(true).build()
                : RawGetResponse.newBuilder()
                    .setValue(ProtoBytes.toWire(got.pairs().get(0).value()))
                    .build());
  }

  void getKeyTtl(RawGetKeyTTLRequest request, Reply<RawGetKeyTTLResponse> reply) {
    Bytes key = ProtoBytes.fromWire(request.getKey());
    read(
        request.getContext(),
        List.of(key),
        new RawGet(rawMode() ? List.of(key) : List.of(), PageLimit.whole()),
        reply,
        got -> null,
        got -> RawGetKeyTTLResponse.newBuilder().setNotFound(got.pairs().isEmpty()).build());
  }

  void batchGet(RawBatchGetRequest request, Reply<RawBatchGetResponse> reply) {
    List<Bytes> keys = ProtoBytes.fromWire(request.getKeysList());
    read(
        request.getContext(),
        keys,
        new RawGet(rawMode() ? keys : List.of(), Pages.limit(request.getContext())),
        reply,
        got -> Pages.refusal(request.getContext(), cut(got, keys)),
        got ->
            RawBatchGetResponse.newBuilder()
                .addAllPairs(toWire(got.pairs()))
                .setKeysAnswered(cut(got, keys) ? got.answered() : 0)
                .build());
  }

  private boolean cut(RawGet.Response got, List<Bytes> keys) {
    return rawMode() && got.answered() < keys.size();
  }

  void scan(RawScanRequest request, Reply<RawScanResponse> reply) {
    Bytes start = ProtoBytes.fromWire(request.getStartKey());
    Bytes end = ProtoBytes.fromWire(request.getEndKey());
    // A descending scan names its upper end first.
    RawScan.Request scan =
        new RawScan.Request(
            request.getReverse() ? end : start,
            request.getReverse() ? start : end,
            limit(request.getLimit()),
            request.getKeyOnly(),
            request.getReverse());
    read(
        request.getContext(),
        List.of(),
        new RawScan(scan, Pages.limit(request.getContext())),
        reply,
        got -> Pages.refusal(request.getContext(), got.resume() != null),
        got ->
            RawScanResponse.newBuilder()
                .addAllKvs(toWire(got.pairs()))
                .setResumeKey(Pages.resume(got.resume()))
                .build());
  }

  private int limit(int asked) {
    return !rawMode() ? 0 : asked < 0 || asked > SCAN_MAX ? SCAN_MAX : asked;
  }

  void batchScan(RawBatchScanRequest request, Reply<RawBatchScanResponse> reply) {
    List<RawScan.Request> scans = new ArrayList<>();
    for (io.holdfast.protocol.wire.kvrpcpb.KeyRange range : request.getRangesList()) {
      Bytes start = ProtoBytes.fromWire(range.getStartKey());
      Bytes end = ProtoBytes.fromWire(range.getEndKey());
      scans.add(
          new RawScan.Request(
              request.getReverse() ? end : start,
              request.getReverse() ? start : end,
              limit(request.getEachLimit()),
              request.getKeyOnly(),
              request.getReverse()));
    }
    read(
        request.getContext(),
        List.of(),
        new RawScan(scans, PageLimit.whole()),
        reply,
        got -> Pages.refusal(Context.getDefaultInstance(), got.resume() != null),
        got -> RawBatchScanResponse.newBuilder().addAllKvs(toWire(got.pairs())).build());
  }

  void checksum(RawChecksumRequest request, Reply<RawChecksumResponse> reply) {
    List<KeyRange> ranges = new ArrayList<>();
    for (io.holdfast.protocol.wire.kvrpcpb.KeyRange range : request.getRangesList()) {
      Bytes start = ProtoBytes.fromWire(range.getStartKey());
      Bytes end = ProtoBytes.fromWire(range.getEndKey());
      if (end.isEmpty() || start.compareTo(end) <= 0) {
        ranges.add(new KeyRange(start, end));
      }
    }
    read(
        request.getContext(),
        List.of(),
        new RawChecksum(ranges),
        reply,
        sum -> null,
        sum ->
            RawChecksumResponse.newBuilder()
                .setChecksum(sum.checksum())
                .setTotalKvs(sum.pairs())
                .setTotalBytes(sum.sizeBytes())
                .build());
  }

  private <V, R extends com.google.protobuf.Message> void read(
      Context context,
      List<Bytes> keys,
      ReadCommand<V> command,
      Reply<R> reply,
      Function<V, @Nullable RegionError> refusal,
      Function<V, R> response) {
    reads.read(
        context,
        rawMode() ? keys : List.of(),
        0,
        command,
        reply.caller(),
        new Completion<V>() {
          @Override
          public void onResponse(V value) {
            @Nullable RegionError refused = refusal.apply(value);
            if (refused != null) {
              reply.refuse(refused);
            } else {
              reply.send(response.apply(value));
            }
          }

          @Override
          public void onRefused(RegionError error) {
            reply.refuse(error);
          }
        });
  }

  // ---- writes ----

  void put(RawPutRequest request, Reply<RawPutResponse> reply) {
    RawPair pair =
        new RawPair(ProtoBytes.fromWire(request.getKey()), ProtoBytes.fromWire(request.getValue()));
    write(
        request.getContext(),
        RawCommands.put(List.of(pair), request.getTtl()),
        reply,
        RawPutResponse.getDefaultInstance());
  }

  void batchPut(RawBatchPutRequest request, Reply<RawBatchPutResponse> reply) {
    List<RawPair> pairs = new ArrayList<>(request.getPairsCount());
    for (KvPair pair : request.getPairsList()) {
      pairs.add(
          new RawPair(ProtoBytes.fromWire(pair.getKey()), ProtoBytes.fromWire(pair.getValue())));
    }
    long ttl = request.getTtl();
    for (long each : request.getTtlsList()) {
      ttl = ttl == 0 ? each : ttl;
    }
    write(
        request.getContext(),
        RawCommands.put(pairs, ttl),
        reply,
        RawBatchPutResponse.getDefaultInstance());
  }

  void delete(RawDeleteRequest request, Reply<RawDeleteResponse> reply) {
    write(
        request.getContext(),
        RawCommands.delete(List.of(ProtoBytes.fromWire(request.getKey()))),
        reply,
        RawDeleteResponse.getDefaultInstance());
  }

  void batchDelete(RawBatchDeleteRequest request, Reply<RawBatchDeleteResponse> reply) {
    write(
        request.getContext(),
        RawCommands.delete(ProtoBytes.fromWire(request.getKeysList())),
        reply,
        RawBatchDeleteResponse.getDefaultInstance());
  }

  void deleteRange(RawDeleteRangeRequest request, Reply<RawDeleteRangeResponse> reply) {
    RegionPeer peer = leader(request.getContext(), List.of(), reply);
    if (peer == null) {
      return;
    }
    Bytes start = ProtoBytes.fromWire(request.getStartKey());
    Bytes end = ProtoBytes.fromWire(request.getEndKey());
    if (!end.isEmpty() && start.compareTo(end) >= 0) {
      reply.send(RawDeleteRangeResponse.getDefaultInstance());
      return;
    }
    KeyRange within =
        new KeyRange(start, end)
            .intersect(new KeyRange(peer.region().start(), peer.region().end()));
    if (within.isEmpty()) {
      reply.send(RawDeleteRangeResponse.getDefaultInstance());
      return;
    }
    propose(
        peer,
        command(
            List.of(new Modification.DeleteRange(Family.DEFAULT, within.start(), within.end()))),
        reply,
        outcome -> reply.send(RawDeleteRangeResponse.getDefaultInstance()));
  }

  void compareAndSwap(RawCASRequest request, Reply<RawCASResponse> reply) {
    Bytes key = ProtoBytes.fromWire(request.getKey());
    Bytes value = ProtoBytes.fromWire(request.getValue());
    Bytes expected =
        request.getPreviousNotExist() ? null : ProtoBytes.fromWire(request.getPreviousValue());
    String refusal =
        RawCompareAndSwap.refusal(
            new RawCompareAndSwap.Request(key, expected, value, request.getTtl()));
    RegionPeer peer = leader(request.getContext(), List.of(key), reply);
    if (peer == null) {
      return;
    }
    if (refusal != null) {
      reply.fail(refusal);
      return;
    }
    CompareAndSwap.Builder swap =
        CompareAndSwap.newBuilder()
            .setKey(request.getKey())
            .setExpectAbsent(request.getPreviousNotExist())
            .setExpected(request.getPreviousValue())
            .setValue(request.getValue())
            .setRemove(request.getDelete());
    propose(
        peer,
        RaftCommand.newBuilder().setCompareAndSwap(swap),
        reply,
        outcome -> reply.send(swapped(outcome.swap())));
  }

  private static RawCASResponse swapped(CommandOutcome.@Nullable Swap swap) {
    RawCASResponse.Builder response = RawCASResponse.newBuilder();
    if (swap != null) {
      response.setSucceed(swap.succeeded()).setPreviousNotExist(swap.previous() == null);
      Bytes previous = swap.previous();
      if (previous != null) {
        response.setPreviousValue(ProtoBytes.toWire(previous));
      }
    }
    return response.build();
  }

  private <R extends com.google.protobuf.Message> void write(
      Context context, RawWrite write, Reply<R> reply, R done) {
    RegionPeer peer = leader(context, write.keys(), reply);
    if (peer == null) {
      return;
    }
    String refusal = write.refusal();
    if (refusal != null) {
      reply.fail(refusal);
    } else if (write.writes().isEmpty()) {
      reply.send(done);
    } else {
      propose(peer, command(write.writes()), reply, outcome -> reply.send(done));
    }
  }

  /** The replica to write through; null when the request has been answered. */
  private @Nullable RegionPeer leader(Context context, List<Bytes> keys, Reply<?> reply) {
    RequestChecks.Admission admission = checks.admit(context, false);
    RegionPeer peer = admission.peer();
    RegionError error = admission.error();
    if (peer != null && error == null) {
      error = RequestChecks.keysOutside(peer, rawMode() ? keys : List.of());
    }
    if (error != null) {
      reply.refuse(error);
      return null;
    }
    if (!rawMode()) {
      reply.fail(WRONG_MODE);
      return null;
    }
    return peer;
  }

  private static RaftCommand.Builder command(List<Modification> writes) {
    return RaftCommand.newBuilder().setWrite(CommandCodec.encode(writes));
  }

  private static void propose(
      RegionPeer peer,
      RaftCommand.Builder command,
      Reply<?> reply,
      Consumer<CommandOutcome> applied) {
    peer.propose(
        command,
        peer.term(),
        new ProposalCallback() {
          @Override
          public void applied(CommandOutcome outcome) {
            applied.accept(outcome);
          }

          @Override
          public void refused(RegionError error) {
            reply.refuse(error);
          }

          @Override
          public void undetermined(String reason) {
            reply.refuse(new RegionError.Undetermined(reason));
          }
        });
  }

  private boolean rawMode() {
    return store.keyMode() == KeyMode.V1_RAW;
  }

  private static List<KvPair> toWire(List<RawPair> pairs) {
    List<KvPair> wire = new ArrayList<>(pairs.size());
    for (RawPair pair : pairs) {
      wire.add(
          KvPair.newBuilder()
              .setKey(ProtoBytes.toWire(pair.key()))
              .setValue(ProtoBytes.toWire(pair.value()))
              .build());
    }
    return wire;
  }
}
