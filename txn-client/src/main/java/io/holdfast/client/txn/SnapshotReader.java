package io.holdfast.client.txn;

import io.holdfast.client.error.RequestFailedException;
import io.holdfast.client.lock.LockResolver;
import io.holdfast.client.region.RegionBatches;
import io.holdfast.client.region.RegionBatches.Outcome;
import io.holdfast.client.region.RegionCall;
import io.holdfast.client.region.RegionRoute;
import io.holdfast.client.region.RegionSender;
import io.holdfast.client.rpc.Async;
import io.holdfast.client.rpc.RetryBudget;
import io.holdfast.client.rpc.RetryReason;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.kvrpcpb.BatchGetRequest;
import io.holdfast.protocol.wire.kvrpcpb.BatchGetResponse;
import io.holdfast.protocol.wire.kvrpcpb.Context;
import io.holdfast.protocol.wire.kvrpcpb.GetRequest;
import io.holdfast.protocol.wire.kvrpcpb.GetResponse;
import io.holdfast.protocol.wire.kvrpcpb.KeyError;
import io.holdfast.protocol.wire.kvrpcpb.KvPair;
import io.holdfast.protocol.wire.kvrpcpb.LockInfo;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.loop.LoopConfined;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * Reads of one snapshot. Owners of locks that were pushed above this snapshot are remembered here
 * and nowhere else: for a later snapshot the same owner may have committed below it.
 */
@LoopConfined("client-loop")
final class SnapshotReader {
  /** Owners of locks passed; beyond it a reader waits again instead of carrying more. */
  private static final int PASSABLE_MAX = 1_024;

  private final RegionSender sender;
  private final LockResolver locks;
  private final KeyMode keyMode;
  private final long ts;
  private final TreeSet<Long> passable = new TreeSet<>();

  SnapshotReader(RegionSender sender, LockResolver locks, KeyMode keyMode, long ts) {
    this.sender = sender;
    this.locks = locks;
    this.keyMode = keyMode;
    this.ts = ts;
  }

  /** Locks of this transaction never stop the reader. Before the first read only. */
  void pass(long owner) {
    passable.add(owner);
  }

  Context.Builder context(Context.Builder context) {
    return context.addAllResolvedLocks(passable).setPageBytes(RegionBatches.PAGE_BYTES);
  }

  CompletableFuture<Optional<Bytes>> get(Bytes key, RetryBudget budget) {
    CompletableFuture<Optional<Bytes>> result = new CompletableFuture<>();
    get(key, budget, result);
    return result;
  }

  private void get(Bytes key, RetryBudget budget, CompletableFuture<Optional<Bytes>> result) {
    RegionCall<GetRequest, GetResponse> call =
        new RegionCall<>(
            TikvGrpc.getKvGetMethod(),
            context ->
                GetRequest.newBuilder()
                    .setContext(context(context))
                    .setKey(ProtoBytes.toWire(key))
                    .setVersion(ts)
                    .build(),
            answer -> answer.hasRegionError() ? answer.getRegionError() : null);
    Async.onSuccess(
        sender.call(keyMode.position(key), call, budget),
        result,
        answer -> {
          if (answer.hasError()) {
            Async.onSuccess(
                passLocks(List.of(answer.getError()), budget),
                result,
                done -> get(key, budget, result));
          } else {
            result.complete(
                answer.getNotFound()
                    ? Optional.empty()
                    : Optional.of(ProtoBytes.fromWire(answer.getValue())));
          }
        });
  }

  /** Values of the keys that exist. */
  CompletableFuture<NavigableMap<Bytes, Bytes>> batchGet(List<Bytes> keys, RetryBudget budget) {
    TreeMap<Bytes, Bytes> values = new TreeMap<>();
    CompletableFuture<Void> all =
        RegionBatches.run(
            sender.locator(),
            List.copyOf(new TreeSet<>(keys)),
            keyMode::position,
            Bytes::length,
            budget,
            (route, batch) -> batchGet(route, batch, values, budget));
    CompletableFuture<NavigableMap<Bytes, Bytes>> result = new CompletableFuture<>();
    Async.onSuccess(all, result, done -> result.complete(values));
    return result;
  }

  private CompletableFuture<Outcome<Bytes>> batchGet(
      RegionRoute route, List<Bytes> batch, NavigableMap<Bytes, Bytes> values, RetryBudget budget) {
    RegionCall<BatchGetRequest, BatchGetResponse> call =
        new RegionCall<>(
            TikvGrpc.getKvBatchGetMethod(),
            context ->
                BatchGetRequest.newBuilder()
                    .setContext(context(context))
                    .addAllKeys(ProtoBytes.toWire(batch))
                    .setVersion(ts)
                    .build(),
            answer -> answer.hasRegionError() ? answer.getRegionError() : null);
    CompletableFuture<Outcome<Bytes>> result = new CompletableFuture<>();
    Async.onSuccess(
        sender.attempt(route, call, budget),
        result,
        attempt -> {
          BatchGetResponse answer = attempt.answer();
          if (answer == null) {
            result.complete(Outcome.refused(batch, attempt));
            return;
          }
          List<KeyError> errors = errorsOf(answer.getPairsList());
          if (answer.hasError()) {
            errors.add(answer.getError());
          }
          if (!errors.isEmpty()) {
            Async.onSuccess(
                passLocks(errors, budget), result, done -> result.complete(Outcome.again(batch)));
            return;
          }
          for (KvPair pair : answer.getPairsList()) {
            values.put(ProtoBytes.fromWire(pair.getKey()), ProtoBytes.fromWire(pair.getValue()));
          }
          result.complete(Outcome.answered(batch, answer.getKeysAnswered()));
        });
    return result;
  }

  static List<KeyError> errorsOf(List<KvPair> pairs) {
    List<KeyError> errors = new ArrayList<>();
    for (KvPair pair : pairs) {
      if (pair.hasError()) {
        errors.add(pair.getError());
      }
    }
    return errors;
  }

  /** Completes when reading again makes sense. */
  CompletableFuture<Void> passLocks(List<KeyError> errors, RetryBudget budget) {
    List<LockInfo> met = new ArrayList<>();
    for (KeyError error : errors) {
      if (!error.hasLocked()) {
        return CompletableFuture.failedFuture(
            new RequestFailedException("read at " + ts + ": " + error.toString().strip(), null));
      }
      met.add(error.getLocked());
    }
    CompletableFuture<Void> result = new CompletableFuture<>();
    Async.onSuccess(
        locks.resolve(met, ts, budget),
        result,
        resolution -> {
          boolean mustWait = resolution.mustWait();
          for (long owner : resolution.passable()) {
            if (passable.size() < PASSABLE_MAX) {
              passable.add(owner);
            } else {
              mustWait = true;
            }
          }
          if (mustWait) {
            Bytes key = ProtoBytes.fromWire(met.get(0).getKey());
            Async.pipe(budget.pause(RetryReason.LOCKED, "key " + key + " is locked"), result);
          } else {
            result.complete(null);
          }
        });
    return result;
  }

  RegionSender sender() {
    return sender;
  }

  KeyMode keyMode() {
    return keyMode;
  }

  long ts() {
    return ts;
  }
}
