package io.holdfast.client.fake;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.holdfast.client.fake.FakeCluster.FakeRegion;
import io.holdfast.client.fake.FakeCluster.Fault;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.errorpb.Error;
import io.holdfast.protocol.wire.kvrpcpb.BatchGetRequest;
import io.holdfast.protocol.wire.kvrpcpb.BatchGetResponse;
import io.holdfast.protocol.wire.kvrpcpb.BatchRollbackRequest;
import io.holdfast.protocol.wire.kvrpcpb.BatchRollbackResponse;
import io.holdfast.protocol.wire.kvrpcpb.CheckTxnStatusRequest;
import io.holdfast.protocol.wire.kvrpcpb.CheckTxnStatusResponse;
import io.holdfast.protocol.wire.kvrpcpb.CommitRequest;
import io.holdfast.protocol.wire.kvrpcpb.CommitResponse;
import io.holdfast.protocol.wire.kvrpcpb.Context;
import io.holdfast.protocol.wire.kvrpcpb.GetRequest;
import io.holdfast.protocol.wire.kvrpcpb.GetResponse;
import io.holdfast.protocol.wire.kvrpcpb.KeyError;
import io.holdfast.protocol.wire.kvrpcpb.KvPair;
import io.holdfast.protocol.wire.kvrpcpb.Mutation;
import io.holdfast.protocol.wire.kvrpcpb.PrewriteRequest;
import io.holdfast.protocol.wire.kvrpcpb.PrewriteResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawBatchDeleteRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawBatchDeleteResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawBatchGetRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawBatchGetResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawBatchPutRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawBatchPutResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawCASRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawCASResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawDeleteRangeRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawDeleteRangeResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawDeleteRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawDeleteResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawGetRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawGetResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawPutRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawPutResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawScanRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawScanResponse;
import io.holdfast.protocol.wire.kvrpcpb.ResolveLockRequest;
import io.holdfast.protocol.wire.kvrpcpb.ResolveLockResponse;
import io.holdfast.protocol.wire.kvrpcpb.ScanRequest;
import io.holdfast.protocol.wire.kvrpcpb.ScanResponse;
import io.holdfast.protocol.wire.kvrpcpb.SplitRegionRequest;
import io.holdfast.protocol.wire.kvrpcpb.SplitRegionResponse;
import io.holdfast.protocol.wire.kvrpcpb.TxnHeartBeatRequest;
import io.holdfast.protocol.wire.kvrpcpb.TxnHeartBeatResponse;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.node.NodeRuntime;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One store of the fake cluster; all stores share the cluster's data. */
final class FakeStore extends TikvGrpc.TikvImplBase {
  private final FakeCluster cluster;
  private final long id;

  private FakeStore(FakeCluster cluster, long id) {
    this.cluster = cluster;
    this.id = id;
  }

  static void serve(FakeCluster cluster, long id, NodeRuntime runtime) throws IOException {
    runtime
        .network()
        .serve(FakeCluster.address(id), List.of(new FakeStore(cluster, id).bindService()));
  }

  private <A> void serve(
      String method,
      Object request,
      Context context,
      StreamObserver<A> out,
      Function<Error, A> refused,
      Supplier<A> body) {
    Fault fault = cluster.faultFor(method, request);
    if (fault == Fault.LOSE_REQUEST) {
      ((ServerCallStreamObserver<A>) out).setOnCancelHandler(() -> cluster.dropped(method));
      return;
    }
    if (fault == Fault.BREAK_BEFORE) {
      out.onError(Status.UNAVAILABLE.asRuntimeException());
      return;
    }
    Error error = fault == Fault.BUSY ? busy() : cluster.refuse(id, context);
    A answer = error != null ? refused.apply(error) : body.get();
    if (fault == Fault.LOSE_ANSWER) {
      return;
    }
    if (fault == Fault.BREAK_AFTER) {
      out.onError(Status.UNAVAILABLE.asRuntimeException());
      return;
    }
    out.onNext(answer);
    out.onCompleted();
  }

  private static Error busy() {
    Error.Builder error = Error.newBuilder();
    error.getServerIsBusyBuilder().setReason("planted");
    return error.build();
  }

  @Override
  public void kvGet(GetRequest q, StreamObserver<GetResponse> out) {
    serve(
        "KvGet",
        q,
        q.getContext(),
        out,
        error -> GetResponse.newBuilder().setRegionError(error).build(),
        () -> {
          Bytes key = ProtoBytes.fromWire(q.getKey());
          KeyError locked =
              cluster.mvcc.lockedFor(key, q.getVersion(), q.getContext().getResolvedLocksList());
          if (locked != null) {
            return GetResponse.newBuilder().setError(locked).build();
          }
          Bytes value = cluster.mvcc.read(key, q.getVersion());
          return value == null
              ? GetResponse.newBuilder().setNotFound(true).build()
              : GetResponse.newBuilder().setValue(ProtoBytes.toWire(value)).build();
        });
  }

  private @Nullable KvPair pair(Bytes key, long ts, Context context) {
    KeyError locked = cluster.mvcc.lockedFor(key, ts, context.getResolvedLocksList());
    if (locked != null) {
      return KvPair.newBuilder().setError(locked).setKey(ProtoBytes.toWire(key)).build();
    }
    Bytes value = cluster.mvcc.read(key, ts);
    return value == null
        ? null
        : KvPair.newBuilder()
            .setKey(ProtoBytes.toWire(key))
            .setValue(ProtoBytes.toWire(value))
            .build();
  }

  @Override
  public void kvBatchGet(BatchGetRequest q, StreamObserver<BatchGetResponse> out) {
    serve(
        "KvBatchGet",
        q,
        q.getContext(),
        out,
        error -> BatchGetResponse.newBuilder().setRegionError(error).build(),
        () -> {
          BatchGetResponse.Builder answer = BatchGetResponse.newBuilder();
          for (Bytes key : ProtoBytes.fromWire(q.getKeysList())) {
            KvPair pair = pair(key, q.getVersion(), q.getContext());
            if (pair != null) {
              answer.addPairs(pair);
            }
          }
          return answer.build();
        });
  }

  /** A descending scan names its upper end first. */
  private KeyRange clip(Context context, Bytes from, Bytes to, boolean reverse) {
    FakeRegion region = cluster.region(context.getRegionId());
    KeyRange keys = cluster.keyMode.keys(new KeyRange(region.start, region.end));
    return keys.intersect(reverse ? new KeyRange(to, from) : new KeyRange(from, to));
  }

  @Override
  public void kvScan(ScanRequest q, StreamObserver<ScanResponse> out) {
    serve(
        "KvScan",
        q,
        q.getContext(),
        out,
        error -> ScanResponse.newBuilder().setRegionError(error).build(),
        () -> {
          KeyRange range =
              clip(
                  q.getContext(),
                  ProtoBytes.fromWire(q.getStartKey()),
                  ProtoBytes.fromWire(q.getEndKey()),
                  q.getReverse());
          ScanResponse.Builder answer = ScanResponse.newBuilder();
          for (Bytes key : cluster.mvcc.keys(range.start(), range.end(), q.getReverse())) {
            KvPair pair = pair(key, q.getVersion(), q.getContext());
            if (pair != null && answer.getPairsCount() < q.getLimit()) {
              answer.addPairs(q.getKeyOnly() ? pair.toBuilder().clearValue().build() : pair);
            }
          }
          return answer.build();
        });
  }

  @Override
  public void kvPrewrite(PrewriteRequest q, StreamObserver<PrewriteResponse> out) {
    serve(
        "KvPrewrite",
        q,
        q.getContext(),
        out,
        error -> PrewriteResponse.newBuilder().setRegionError(error).build(),
        () -> {
          PrewriteResponse.Builder answer = PrewriteResponse.newBuilder();
          for (Mutation mutation : q.getMutationsList()) {
            KeyError error = cluster.mvcc.prewrite(mutation, q);
            if (error != null) {
              answer.addErrors(error);
            }
          }
          return answer.build();
        });
  }

  @Override
  public void kvCommit(CommitRequest q, StreamObserver<CommitResponse> out) {
    serve(
        "KvCommit",
        q,
        q.getContext(),
        out,
        error -> CommitResponse.newBuilder().setRegionError(error).build(),
        () -> {
          for (Bytes key : ProtoBytes.fromWire(q.getKeysList())) {
            KeyError error = cluster.mvcc.commit(key, q.getStartVersion(), q.getCommitVersion());
            if (error != null) {
              return CommitResponse.newBuilder().setError(error).build();
            }
          }
          return CommitResponse.newBuilder().setCommitVersion(q.getCommitVersion()).build();
        });
  }

  @Override
  public void kvCheckTxnStatus(
      CheckTxnStatusRequest q, StreamObserver<CheckTxnStatusResponse> out) {
    serve(
        "KvCheckTxnStatus",
        q,
        q.getContext(),
        out,
        error -> CheckTxnStatusResponse.newBuilder().setRegionError(error).build(),
        () -> cluster.mvcc.check(q));
  }

  @Override
  public void kvResolveLock(ResolveLockRequest q, StreamObserver<ResolveLockResponse> out) {
    serve(
        "KvResolveLock",
        q,
        q.getContext(),
        out,
        error -> ResolveLockResponse.newBuilder().setRegionError(error).build(),
        () -> {
          KeyRange region = clip(q.getContext(), Bytes.EMPTY, Bytes.EMPTY, false);
          List<Bytes> keys = ProtoBytes.fromWire(q.getKeysList());
          for (Map.Entry<Bytes, FakeMvcc.Lock> lock : List.copyOf(cluster.mvcc.locks.entrySet())) {
            boolean named =
                keys.isEmpty() ? region.contains(lock.getKey()) : keys.contains(lock.getKey());
            if (named && lock.getValue().startTs() == q.getStartVersion()) {
              if (q.getCommitVersion() == 0) {
                cluster.mvcc.rollback(lock.getKey(), q.getStartVersion());
              } else {
                var unused =
                    cluster.mvcc.commit(lock.getKey(), q.getStartVersion(), q.getCommitVersion());
              }
            }
          }
          return ResolveLockResponse.getDefaultInstance();
        });
  }

  @Override
  public void kvBatchRollback(BatchRollbackRequest q, StreamObserver<BatchRollbackResponse> out) {
    serve(
        "KvBatchRollback",
        q,
        q.getContext(),
        out,
        error -> BatchRollbackResponse.newBuilder().setRegionError(error).build(),
        () -> {
          for (Bytes key : ProtoBytes.fromWire(q.getKeysList())) {
            cluster.mvcc.rollback(key, q.getStartVersion());
          }
          return BatchRollbackResponse.getDefaultInstance();
        });
  }

  @Override
  public void kvTxnHeartBeat(TxnHeartBeatRequest q, StreamObserver<TxnHeartBeatResponse> out) {
    serve(
        "KvTxnHeartBeat",
        q,
        q.getContext(),
        out,
        error -> TxnHeartBeatResponse.newBuilder().setRegionError(error).build(),
        () -> {
          String error =
              cluster.mvcc.heartbeat(
                  ProtoBytes.fromWire(q.getPrimaryLock()),
                  q.getStartVersion(),
                  q.getAdviseLockTtl());
          TxnHeartBeatResponse.Builder answer = TxnHeartBeatResponse.newBuilder();
          if (error != null) {
            answer.getErrorBuilder().setAbort(error);
          }
          return answer.build();
        });
  }

  @Override
  public void splitRegion(SplitRegionRequest q, StreamObserver<SplitRegionResponse> out) {
    serve(
        "SplitRegion",
        q,
        q.getContext(),
        out,
        error -> SplitRegionResponse.newBuilder().setRegionError(error).build(),
        () -> {
          ProtoBytes.fromWire(q.getSplitKeysList()).forEach(cluster::split);
          return SplitRegionResponse.getDefaultInstance();
        });
  }

  @Override
  public void rawGet(RawGetRequest q, StreamObserver<RawGetResponse> out) {
    serve(
        "RawGet",
        q,
        q.getContext(),
        out,
        error -> RawGetResponse.newBuilder().setRegionError(error).build(),
        () -> {
          Bytes value = cluster.raw.get(ProtoBytes.fromWire(q.getKey()));
          return value == null
              ? RawGetResponse.newBuilder().setNotFound(true).build()
              : RawGetResponse.newBuilder().setValue(ProtoBytes.toWire(value)).build();
        });
  }

  @Override
  public void rawPut(RawPutRequest q, StreamObserver<RawPutResponse> out) {
    serve(
        "RawPut",
        q,
        q.getContext(),
        out,
        error -> RawPutResponse.newBuilder().setRegionError(error).build(),
        () -> {
          cluster.raw.put(ProtoBytes.fromWire(q.getKey()), ProtoBytes.fromWire(q.getValue()));
          return RawPutResponse.getDefaultInstance();
        });
  }

  @Override
  public void rawDelete(RawDeleteRequest q, StreamObserver<RawDeleteResponse> out) {
    serve(
        "RawDelete",
        q,
        q.getContext(),
        out,
        error -> RawDeleteResponse.newBuilder().setRegionError(error).build(),
        () -> {
          cluster.raw.remove(ProtoBytes.fromWire(q.getKey()));
          return RawDeleteResponse.getDefaultInstance();
        });
  }

  @Override
  public void rawBatchGet(RawBatchGetRequest q, StreamObserver<RawBatchGetResponse> out) {
    serve(
        "RawBatchGet",
        q,
        q.getContext(),
        out,
        error -> RawBatchGetResponse.newBuilder().setRegionError(error).build(),
        () -> {
          RawBatchGetResponse.Builder answer = RawBatchGetResponse.newBuilder();
          for (Bytes key : ProtoBytes.fromWire(q.getKeysList())) {
            Bytes value = cluster.raw.get(key);
            if (value != null) {
              answer
                  .addPairsBuilder()
                  .setKey(ProtoBytes.toWire(key))
                  .setValue(ProtoBytes.toWire(value));
            }
          }
          return answer.build();
        });
  }

  @Override
  public void rawBatchPut(RawBatchPutRequest q, StreamObserver<RawBatchPutResponse> out) {
    serve(
        "RawBatchPut",
        q,
        q.getContext(),
        out,
        error -> RawBatchPutResponse.newBuilder().setRegionError(error).build(),
        () -> {
          for (KvPair pair : q.getPairsList()) {
            cluster.raw.put(
                ProtoBytes.fromWire(pair.getKey()), ProtoBytes.fromWire(pair.getValue()));
          }
          return RawBatchPutResponse.getDefaultInstance();
        });
  }

  @Override
  public void rawBatchDelete(RawBatchDeleteRequest q, StreamObserver<RawBatchDeleteResponse> out) {
    serve(
        "RawBatchDelete",
        q,
        q.getContext(),
        out,
        error -> RawBatchDeleteResponse.newBuilder().setRegionError(error).build(),
        () -> {
          ProtoBytes.fromWire(q.getKeysList()).forEach(cluster.raw::remove);
          return RawBatchDeleteResponse.getDefaultInstance();
        });
  }

  @Override
  public void rawScan(RawScanRequest q, StreamObserver<RawScanResponse> out) {
    serve(
        "RawScan",
        q,
        q.getContext(),
        out,
        error -> RawScanResponse.newBuilder().setRegionError(error).build(),
        () -> {
          KeyRange range =
              clip(
                  q.getContext(),
                  ProtoBytes.fromWire(q.getStartKey()),
                  ProtoBytes.fromWire(q.getEndKey()),
                  q.getReverse());
          RawScanResponse.Builder answer = RawScanResponse.newBuilder();
          var all = q.getReverse() ? cluster.raw.descendingMap() : cluster.raw;
          for (Map.Entry<Bytes, Bytes> entry : all.entrySet()) {
            if (range.contains(entry.getKey()) && answer.getKvsCount() < q.getLimit()) {
              answer
                  .addKvsBuilder()
                  .setKey(ProtoBytes.toWire(entry.getKey()))
                  .setValue(ProtoBytes.toWire(q.getKeyOnly() ? Bytes.EMPTY : entry.getValue()));
            }
          }
          return answer.build();
        });
  }

  @Override
  public void rawDeleteRange(RawDeleteRangeRequest q, StreamObserver<RawDeleteRangeResponse> out) {
    serve(
        "RawDeleteRange",
        q,
        q.getContext(),
        out,
        error -> RawDeleteRangeResponse.newBuilder().setRegionError(error).build(),
        () -> {
          KeyRange range =
              clip(
                  q.getContext(),
                  ProtoBytes.fromWire(q.getStartKey()),
                  ProtoBytes.fromWire(q.getEndKey()),
                  false);
          cluster.raw.keySet().removeIf(range::contains);
          return RawDeleteRangeResponse.getDefaultInstance();
        });
  }

  @Override
  public void rawCompareAndSwap(RawCASRequest q, StreamObserver<RawCASResponse> out) {
    serve(
        "RawCompareAndSwap",
        q,
        q.getContext(),
        out,
        error -> RawCASResponse.newBuilder().setRegionError(error).build(),
        () -> {
          Bytes key = ProtoBytes.fromWire(q.getKey());
          Bytes now = cluster.raw.get(key);
          boolean matches =
              q.getPreviousNotExist()
                  ? now == null
                  : ProtoBytes.fromWire(q.getPreviousValue()).equals(now);
          if (matches) {
            cluster.raw.put(key, ProtoBytes.fromWire(q.getValue()));
          }
          RawCASResponse.Builder answer = RawCASResponse.newBuilder().setSucceed(matches);
          return now == null
              ? answer.setPreviousNotExist(true).build()
              : answer.setPreviousValue(ProtoBytes.toWire(now)).build();
        });
  }
}
