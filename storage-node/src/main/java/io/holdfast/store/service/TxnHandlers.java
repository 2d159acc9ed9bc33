package io.holdfast.store.service;

import com.google.protobuf.Message;
import io.holdfast.protocol.error.RegionError;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.key.ReservedKeys;
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
import io.holdfast.protocol.wire.kvrpcpb.Context;
import io.holdfast.protocol.wire.kvrpcpb.GetRequest;
import io.holdfast.protocol.wire.kvrpcpb.GetResponse;
import io.holdfast.protocol.wire.kvrpcpb.KeyError;
import io.holdfast.protocol.wire.kvrpcpb.PessimisticRollbackRequest;
import io.holdfast.protocol.wire.kvrpcpb.PessimisticRollbackResponse;
import io.holdfast.protocol.wire.kvrpcpb.PrewriteRequest;
import io.holdfast.protocol.wire.kvrpcpb.PrewriteResponse;
import io.holdfast.protocol.wire.kvrpcpb.ResolveLockRequest;
import io.holdfast.protocol.wire.kvrpcpb.ResolveLockResponse;
import io.holdfast.protocol.wire.kvrpcpb.ScanLockRequest;
import io.holdfast.protocol.wire.kvrpcpb.ScanLockResponse;
import io.holdfast.protocol.wire.kvrpcpb.ScanRequest;
import io.holdfast.protocol.wire.kvrpcpb.ScanResponse;
import io.holdfast.protocol.wire.kvrpcpb.TxnHeartBeatRequest;
import io.holdfast.protocol.wire.kvrpcpb.TxnHeartBeatResponse;
import io.holdfast.protocol.wire.kvrpcpb.TxnInfo;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.store.mvcc.MvccKeys;
import io.holdfast.store.read.IndexReads;
import io.holdfast.store.region.RequestChecks;
import io.holdfast.store.region.StoreContext;
import io.holdfast.store.txn.Completion;
import io.holdfast.store.txn.RegionResolution;
import io.holdfast.store.txn.TxnScheduler;
import io.holdfast.store.txn.command.BatchGet;
import io.holdfast.store.txn.command.BatchRollback;
import io.holdfast.store.txn.command.CheckSecondaryLocks;
import io.holdfast.store.txn.command.CheckTxnStatus;
import io.holdfast.store.txn.command.Cleanup;
import io.holdfast.store.txn.command.Commit;
import io.holdfast.store.txn.command.Get;
import io.holdfast.store.txn.command.Mutation;
import io.holdfast.store.txn.command.Outcome;
import io.holdfast.store.txn.command.PessimisticRollback;
import io.holdfast.store.txn.command.Prewrite;
import io.holdfast.store.txn.command.ReadCommand;
import io.holdfast.store.txn.command.ResolveLocks;
import io.holdfast.store.txn.command.Scan;
import io.holdfast.store.txn.command.ScanLock;
import io.holdfast.store.txn.command.TxnCommands;
import io.holdfast.store.txn.command.TxnError;
import io.holdfast.store.txn.command.TxnHeartBeat;
import io.holdfast.store.txn.command.WriteCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Requests of transactions. */
@LoopConfined("store")
final class TxnHandlers {
  /** Pairs of one answer; a client that asks for more goes on behind the last one. */
  private static final int SCAN_MAX = 1 << 20;

  private static final KeyError WRONG_MODE = TxnWire.abort("this cluster serves raw commands only");

  private static final KeyError PESSIMISTIC =
      TxnWire.abort("pessimistic transactions are not supported by this version");

  private final StoreContext store;
  private final RequestChecks checks;
  private final IndexReads reads;
  private final TxnScheduler scheduler;
  private final TxnCommands commands;

  TxnHandlers(
      StoreContext store,
      RequestChecks checks,
      IndexReads reads,
      TxnScheduler scheduler,
      TxnCommands commands) {
    this.store = store;
    this.checks = checks;
    this.reads = reads;
    this.scheduler = scheduler;
    this.commands = commands;
  }

  // ---- reads ----

  void get(GetRequest request, Reply<GetResponse> reply) {
    if (wrongMode()) {
      reply.send(GetResponse.newBuilder().setError(WRONG_MODE).build());
      return;
    }
    Bytes key = ProtoBytes.fromWire(request.getKey());
    read(
        request.getContext(),
        List.of(MvccKeys.encode(key)),
        request.getVersion(),
        commands.get(
            new Get.Request(key, TxnWire.view(request.getContext(), request.getVersion()))),
        reply,
        got -> null,
        TxnHandlers::got);
  }

  static GetResponse got(Get.Response response) {
    GetResponse.Builder wire = GetResponse.newBuilder();
    TxnError error = response.error();
    Bytes value = response.value();
    if (error != null) {
      wire.setError(TxnWire.error(error));
    } else if (value == null) {
      wire.setNotFound(true);
    } else {
      wire.setValue(ProtoBytes.toWire(value));
    }
    return wire.build();
  }

  void batchGet(BatchGetRequest request, Reply<BatchGetResponse> reply) {
    if (wrongMode()) {
      reply.send(BatchGetResponse.newBuilder().setError(WRONG_MODE).build());
      return;
    }
    List<Bytes> keys = ProtoBytes.fromWire(request.getKeysList());
    read(
        request.getContext(),
        encoded(keys),
        request.getVersion(),
        commands.batchGet(
            new BatchGet.Request(
                keys,
                TxnWire.view(request.getContext(), request.getVersion()),
                Pages.limit(request.getContext()))),
        reply,
        got -> Pages.refusal(request.getContext(), got.answered() < keys.size()),
        got ->
            BatchGetResponse.newBuilder()
                .addAllPairs(TxnWire.pairs(got.pairs()))
                .setKeysAnswered(got.answered() < keys.size() ? got.answered() : 0)
                .build());
  }

  void scan(ScanRequest request, Reply<ScanResponse> reply) {
    if (wrongMode()) {
      reply.send(ScanResponse.newBuilder().setError(WRONG_MODE).build());
      return;
    }
    Bytes start = ProtoBytes.fromWire(request.getStartKey());
    Bytes end = ProtoBytes.fromWire(request.getEndKey());
    int limit = request.getLimit();
    Scan.Request scan =
        new Scan.Request(
            request.getReverse() ? end : start,
            request.getReverse() ? start : end,
            limit < 0 || limit > SCAN_MAX ? SCAN_MAX : limit,
            request.getKeyOnly(),
            request.getReverse(),
            TxnWire.view(request.getContext(), request.getVersion()),
            Pages.limit(request.getContext()));
    read(
        request.getContext(),
        List.of(),
        request.getVersion(),
        commands.scan(scan),
        reply,
        got -> Pages.refusal(request.getContext(), got.resume() != null),
        got ->
            ScanResponse.newBuilder()
                .addAllPairs(TxnWire.pairs(got.pairs()))
                .setResumeKey(Pages.resume(got.resume()))
                .build());
  }

  void scanLock(ScanLockRequest request, Reply<ScanLockResponse> reply) {
    if (wrongMode()) {
      reply.send(ScanLockResponse.newBuilder().setError(WRONG_MODE).build());
      return;
    }
    ScanLock.Request scan =
        new ScanLock.Request(
            request.getMaxVersion(),
            ProtoBytes.fromWire(request.getStartKey()),
            ProtoBytes.fromWire(request.getEndKey()),
            request.getLimit());
    read(
        request.getContext(),
        List.of(),
        request.getMaxVersion(),
        commands.scanLock(scan),
        reply,
        got -> Pages.refusal(Context.getDefaultInstance(), got.cut()),
        got -> {
          ScanLockResponse.Builder wire = ScanLockResponse.newBuilder();
          got.locks().forEach(lock -> wire.addLocks(TxnWire.lockInfo(lock)));
          return wire.build();
        });
  }

  private <V, R extends Message> void read(
      Context context,
      List<Bytes> positions,
      long ts,
      ReadCommand<V> command,
      Reply<R> reply,
      Function<V, @Nullable RegionError> refusal,
      Function<V, R> response) {
    reads.read(
        context,
        positions,
        ts,
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

  void prewrite(PrewriteRequest request, Reply<PrewriteResponse> reply) {
    KeyError refusal = wrongMode() ? WRONG_MODE : null;
    List<Mutation> mutations = new ArrayList<>(request.getMutationsCount());
    for (io.holdfast.protocol.wire.kvrpcpb.Mutation wire : request.getMutationsList()) {
      Mutation mutation = TxnWire.mutation(wire);
      if (mutation == null) {
        refusal = TxnWire.abort("mutation not supported by this version: " + wire.getOp());
      } else {
        mutations.add(mutation);
        if (ReservedKeys.contains(mutation.key()) && !request.getContext().getSystemKeys()) {
          refusal = TxnWire.abort("key " + mutation.key() + " belongs to the tables of SQL");
        }
      }
    }
    if (request.getForUpdateTs() != 0 || request.getIsPessimisticLockList().contains(true)) {
      refusal = PESSIMISTIC;
    }
    if (refusal != null) {
      reply.send(PrewriteResponse.newBuilder().addErrors(refusal).build());
      return;
    }
    Prewrite.Request prewrite =
        new Prewrite.Request(
            mutations,
            ProtoBytes.fromWire(request.getPrimaryLock()),
            request.getStartVersion(),
            request.getLockTtl(),
            request.getTxnSize(),
            request.getMinCommitTs(),
            request.getSkipConstraintCheck());
    write(
        request.getContext(),
        commands.prewrite(prewrite),
        reply,
        response -> {
          PrewriteResponse.Builder wire =
              PrewriteResponse.newBuilder()
                  .setMinCommitTs(response.minCommitTs())
                  .setOnePcCommitTs(response.onePcCommitTs());
          response.errors().forEach(error -> wire.addErrors(TxnWire.error(error)));
          return wire.build();
        });
  }

  void commit(CommitRequest request, Reply<CommitResponse> reply) {
    if (wrongMode()) {
      reply.send(CommitResponse.newBuilder().setError(WRONG_MODE).build());
      return;
    }
    Commit.Request commit =
        new Commit.Request(
            ProtoBytes.fromWire(request.getKeysList()),
            request.getStartVersion(),
            request.getCommitVersion());
    write(
        request.getContext(),
        commands.commit(commit),
        reply,
        response -> {
          CommitResponse.Builder wire =
              CommitResponse.newBuilder().setCommitVersion(response.commitTs());
          TxnError error = response.error();
          return error == null ? wire.build() : wire.setError(TxnWire.error(error)).build();
        });
  }

  void checkTxnStatus(CheckTxnStatusRequest request, Reply<CheckTxnStatusResponse> reply) {
    if (wrongMode()) {
      reply.send(CheckTxnStatusResponse.newBuilder().setError(WRONG_MODE).build());
      return;
    }
    CheckTxnStatus.Request check =
        new CheckTxnStatus.Request(
            ProtoBytes.fromWire(request.getPrimaryKey()),
            request.getLockTs(),
            request.getCallerStartTs(),
            request.getCurrentTs(),
            request.getRollbackIfNotExist(),
            request.getResolvingPessimisticLock());
    write(
        request.getContext(),
        commands.checkTxnStatus(check),
        reply,
        response -> {
          CheckTxnStatusResponse.Builder wire =
              CheckTxnStatusResponse.newBuilder()
                  .setLockTtl(response.lockTtlMillis())
                  .setCommitVersion(response.commitTs())
                  .setAction(TxnWire.action(response.action()));
          if (response.lock() != null) {
            wire.setLockInfo(TxnWire.lockInfo(response.lock()));
          }
          TxnError error = response.error();
          return error == null ? wire.build() : wire.setError(TxnWire.error(error)).build();
        });
  }

  void checkSecondaryLocks(
      CheckSecondaryLocksRequest request, Reply<CheckSecondaryLocksResponse> reply) {
    if (wrongMode()) {
      reply.send(CheckSecondaryLocksResponse.newBuilder().setError(WRONG_MODE).build());
      return;
    }
    write(
        request.getContext(),
        commands.checkSecondaryLocks(
            new CheckSecondaryLocks.Request(
                ProtoBytes.fromWire(request.getKeysList()), request.getStartVersion())),
        reply,
        response -> {
          CheckSecondaryLocksResponse.Builder wire =
              CheckSecondaryLocksResponse.newBuilder().setCommitTs(response.commitTs());
          response.locks().forEach(lock -> wire.addLocks(TxnWire.lockInfo(lock)));
          return wire.build();
        });
  }

  void batchRollback(BatchRollbackRequest request, Reply<BatchRollbackResponse> reply) {
    if (wrongMode()) {
      reply.send(BatchRollbackResponse.newBuilder().setError(WRONG_MODE).build());
      return;
    }
    write(
        request.getContext(),
        commands.batchRollback(
            new BatchRollback.Request(
                ProtoBytes.fromWire(request.getKeysList()), request.getStartVersion())),
        reply,
        outcome -> {
          TxnError error = outcome.error();
          return error == null
              ? BatchRollbackResponse.getDefaultInstance()
              : BatchRollbackResponse.newBuilder().setError(TxnWire.error(error)).build();
        });
  }

  void cleanup(CleanupRequest request, Reply<CleanupResponse> reply) {
    if (wrongMode()) {
      reply.send(CleanupResponse.newBuilder().setError(WRONG_MODE).build());
      return;
    }
    write(
        request.getContext(),
        commands.cleanup(
            new Cleanup.Request(
                ProtoBytes.fromWire(request.getKey()),
                request.getStartVersion(),
                request.getCurrentTs())),
        reply,
        response -> {
          CleanupResponse.Builder wire =
              CleanupResponse.newBuilder().setCommitVersion(response.commitTs());
          TxnError error = response.error();
          return error == null ? wire.build() : wire.setError(TxnWire.error(error)).build();
        });
  }

  void heartBeat(TxnHeartBeatRequest request, Reply<TxnHeartBeatResponse> reply) {
    if (wrongMode()) {
      reply.send(TxnHeartBeatResponse.newBuilder().setError(WRONG_MODE).build());
      return;
    }
    write(
        request.getContext(),
        commands.heartBeat(
            new TxnHeartBeat.Request(
                ProtoBytes.fromWire(request.getPrimaryLock()),
                request.getStartVersion(),
                request.getAdviseLockTtl())),
        reply,
        response -> {
          TxnHeartBeatResponse.Builder wire =
              TxnHeartBeatResponse.newBuilder().setLockTtl(response.lockTtlMillis());
          TxnError error = response.error();
          return error == null ? wire.build() : wire.setError(TxnWire.error(error)).build();
        });
  }

  void pessimisticRollback(
      PessimisticRollbackRequest request, Reply<PessimisticRollbackResponse> reply) {
    if (wrongMode()) {
      reply.send(PessimisticRollbackResponse.newBuilder().addErrors(WRONG_MODE).build());
      return;
    }
    write(
        request.getContext(),
        commands.pessimisticRollback(
            new PessimisticRollback.Request(
                ProtoBytes.fromWire(request.getKeysList()),
                request.getStartVersion(),
                request.getForUpdateTs())),
        reply,
        outcome -> {
          TxnError error = outcome.error();
          return error == null
              ? PessimisticRollbackResponse.getDefaultInstance()
              : PessimisticRollbackResponse.newBuilder().addErrors(TxnWire.error(error)).build();
        });
  }

  /** With keys: those; else every lock of the transactions in the region. */
  void resolveLock(ResolveLockRequest request, Reply<ResolveLockResponse> reply) {
    if (wrongMode()) {
      reply.send(ResolveLockResponse.newBuilder().setError(WRONG_MODE).build());
      return;
    }
    Completion<Outcome> completion = completion(reply, TxnHandlers::resolved);
    PeerAccess access = new PeerAccess(store, checks, request.getContext());
    if (request.getKeysCount() > 0) {
      ResolveLocks.Request byKey =
          ResolveLocks.Request.of(
              ProtoBytes.fromWire(request.getKeysList()),
              request.getStartVersion(),
              request.getCommitVersion());
      scheduler.submit(access, commands.resolveLocks(byKey), completion);
      return;
    }
    TreeMap<Long, Long> fates = new TreeMap<>();
    for (TxnInfo info : request.getTxnInfosList()) {
      fates.put(info.getTxn(), info.getStatus());
    }
    if (fates.isEmpty()) {
      fates.put(request.getStartVersion(), request.getCommitVersion());
    }
    RegionResolution.start(
        scheduler,
        (snapshot, command, found) -> reads.search(snapshot, command, reply.caller(), found),
        commands,
        access,
        fates,
        completion);
  }

  private static ResolveLockResponse resolved(Outcome outcome) {
    TxnError error = outcome.error();
    return error == null
        ? ResolveLockResponse.getDefaultInstance()
        : ResolveLockResponse.newBuilder().setError(TxnWire.error(error)).build();
  }

  private <V, R extends Message> void write(
      Context context, WriteCommand<V> command, Reply<R> reply, Function<V, R> response) {
    scheduler.submit(new PeerAccess(store, checks, context), command, completion(reply, response));
  }

  private static <V, R extends Message> Completion<V> completion(
      Reply<R> reply, Function<V, R> response) {
    return new Completion<>() {
      @Override
      public void onResponse(V value) {
        reply.send(response.apply(value));
      }

      @Override
      public void onRefused(RegionError error) {
        reply.refuse(error);
      }
    };
  }

  private boolean wrongMode() {
    return store.keyMode() != KeyMode.V1_TXN;
  }

  private static List<Bytes> encoded(List<Bytes> keys) {
    List<Bytes> positions = new ArrayList<>(keys.size());
    keys.forEach(key -> positions.add(MvccKeys.encode(key)));
    return positions;
  }
}
