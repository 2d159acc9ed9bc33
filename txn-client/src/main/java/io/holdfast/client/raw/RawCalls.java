package io.holdfast.client.raw;

import io.holdfast.client.error.CommitUndeterminedException;
import io.holdfast.client.error.RequestFailedException;
import io.holdfast.client.region.Attempt;
import io.holdfast.client.region.RangeCursor;
import io.holdfast.client.region.RegionBatches;
import io.holdfast.client.region.RegionBatches.Outcome;
import io.holdfast.client.region.RegionCall;
import io.holdfast.client.region.RegionSender;
import io.holdfast.client.rpc.Async;
import io.holdfast.client.rpc.RetryBudget;
import io.holdfast.client.txn.KeyValue;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.kvrpcpb.KvPair;
import io.holdfast.protocol.wire.kvrpcpb.RawBatchDeleteRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawBatchDeleteResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawBatchGetRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawBatchGetResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawBatchPutRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawBatchPutResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawCASRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawCASResponse;
import io.holdfast.protocol.wire.kvrpcpb.RawDeleteRangeRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawDeleteRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawGetRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawPutRequest;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.loop.LoopConfined;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The raw operations as requests. Puts and deletes are repeated when an answer is lost: writing the
 * same value again is harmless unless somebody else wrote in between. A compare-and-swap is not:
 * its second execution would see its first one as a foreign write.
 */
@LoopConfined("client-loop")
final class RawCalls {
  private static final KeyMode MODE = KeyMode.V1_RAW;

  private final RegionSender sender;

  RawCalls(RegionSender sender) {
    this.sender = sender;
  }

  RegionSender sender() {
    return sender;
  }

  CompletableFuture<Optional<Bytes>> get(Bytes key, RetryBudget budget) {
    CompletableFuture<Optional<Bytes>> result = new CompletableFuture<>();
    Async.onSuccess(
        sender.call(
            MODE.position(key),
            new RegionCall<>(
                TikvGrpc.getRawGetMethod(),
                context ->
                    RawGetRequest.newBuilder()
                        .setContext(context)
                        .setKey(ProtoBytes.toWire(key))
                        .build(),
                answer -> answer.hasRegionError() ? answer.getRegionError() : null),
            budget),
        result,
        answer -> {
          if (ok(answer.getError(), result)) {
            result.complete(
                answer.getNotFound()
                    ? Optional.empty()
                    : Optional.of(ProtoBytes.fromWire(answer.getValue())));
          }
        });
    return result;
  }

  CompletableFuture<Void> put(Bytes key, Bytes value, RetryBudget budget) {
    CompletableFuture<Void> result = new CompletableFuture<>();
    Async.onSuccess(
        sender.call(
            MODE.position(key),
            new RegionCall<>(
                TikvGrpc.getRawPutMethod(),
                context ->
                    RawPutRequest.newBuilder()
                        .setContext(context)
                        .setKey(ProtoBytes.toWire(key))
                        .setValue(ProtoBytes.toWire(value))
                        .build(),
                answer -> answer.hasRegionError() ? answer.getRegionError() : null),
            budget),
        result,
        answer -> finish(answer.getError(), result));
    return result;
  }

  CompletableFuture<Void> delete(Bytes key, RetryBudget budget) {
    CompletableFuture<Void> result = new CompletableFuture<>();
    Async.onSuccess(
        sender.call(
            MODE.position(key),
            new RegionCall<>(
                TikvGrpc.getRawDeleteMethod(),
                context ->
                    RawDeleteRequest.newBuilder()
                        .setContext(context)
                        .setKey(ProtoBytes.toWire(key))
                        .build(),
                answer -> answer.hasRegionError() ? answer.getRegionError() : null),
            budget),
        result,
        answer -> finish(answer.getError(), result));
    return result;
  }

  CompletableFuture<CasResult> compareAndSwap(
      Bytes key, @Nullable Bytes expected, Bytes value, RetryBudget budget) {
    RegionCall<RawCASRequest, RawCASResponse> call =
        new RegionCall<>(
            TikvGrpc.getRawCompareAndSwapMethod(),
            context -> {
              RawCASRequest.Builder request =
                  RawCASRequest.newBuilder()
                      .setContext(context)
                      .setKey(ProtoBytes.toWire(key))
                      .setValue(ProtoBytes.toWire(value))
                      .setPreviousNotExist(expected == null);
              if (expected != null) {
                request.setPreviousValue(ProtoBytes.toWire(expected));
              }
              return request.build();
            },
            answer -> answer.hasRegionError() ? answer.getRegionError() : null);
    CompletableFuture<CasResult> result = new CompletableFuture<>();
    swapOnce(key, call.onlyOnce(), budget, result);
    return result;
  }

  private void swapOnce(
      Bytes key,
      RegionCall<RawCASRequest, RawCASResponse> call,
      RetryBudget budget,
      CompletableFuture<CasResult> result) {
    Async.onSuccess(
        sender.locator().locate(MODE.position(key), budget),
        result,
        route ->
            Async.onSuccess(
                sender.attempt(route, call, budget),
                result,
                attempt -> {
                  RawCASResponse answer = attempt.answer();
                  if (answer != null) {
                    swapped(answer, result);
                  } else if (attempt.maybeExecuted()) {
                    result.completeExceptionally(
                        new CommitUndeterminedException(
                            "compare-and-swap of " + key + " was sent: " + attempt.why(), null));
                  } else {
                    Async.onSuccess(
                        attempt.pause(budget), result, due -> swapOnce(key, call, budget, result));
                  }
                }));
  }

  private static void swapped(RawCASResponse answer, CompletableFuture<CasResult> result) {
    if (ok(answer.getError(), result)) {
      result.complete(
          new CasResult(
              answer.getSucceed(),
              answer.getPreviousNotExist()
                  ? null
                  : ProtoBytes.fromWire(answer.getPreviousValue())));
    }
  }

  CompletableFuture<NavigableMap<Bytes, Bytes>> batchGet(List<Bytes> keys, RetryBudget budget) {
    TreeMap<Bytes, Bytes> values = new TreeMap<>();
    CompletableFuture<Void> all =
        RegionBatches.run(
            sender.locator(),
            List.copyOf(new TreeSet<>(keys)),
            MODE::position,
            Bytes::length,
            budget,
            (route, batch) -> {
              CompletableFuture<Outcome<Bytes>> sent = new CompletableFuture<>();
              Async.onSuccess(
                  sender.attempt(route, batchGetCall(batch), budget),
                  sent,
                  attempt -> {
                    RawBatchGetResponse answer = attempt.answer();
                    if (answer == null) {
                      sent.complete(Outcome.refused(batch, attempt));
                      return;
                    }
                    for (KvPair pair : answer.getPairsList()) {
                      values.put(
                          ProtoBytes.fromWire(pair.getKey()), ProtoBytes.fromWire(pair.getValue()));
                    }
                    sent.complete(Outcome.answered(batch, answer.getKeysAnswered()));
                  });
              return sent;
            });
    CompletableFuture<NavigableMap<Bytes, Bytes>> result = new CompletableFuture<>();
    Async.onSuccess(all, result, done -> result.complete(values));
    return result;
  }

  private static RegionCall<RawBatchGetRequest, RawBatchGetResponse> batchGetCall(
      List<Bytes> keys) {
    return new RegionCall<>(
        TikvGrpc.getRawBatchGetMethod(),
        context ->
            RawBatchGetRequest.newBuilder()
                .setContext(context.setPageBytes(RegionBatches.PAGE_BYTES))
                .addAllKeys(ProtoBytes.toWire(keys))
                .build(),
        answer -> answer.hasRegionError() ? answer.getRegionError() : null);
  }

  CompletableFuture<Void> batchPut(List<KeyValue> entries, RetryBudget budget) {
    return RegionBatches.run(
        sender.locator(),
        entries,
        entry -> MODE.position(entry.key()),
        entry -> (long) entry.key().length() + entry.value().length(),
        budget,
        (route, batch) -> {
          RegionCall<RawBatchPutRequest, RawBatchPutResponse> call =
              new RegionCall<>(
                  TikvGrpc.getRawBatchPutMethod(),
                  context -> {
                    RawBatchPutRequest.Builder request =
                        RawBatchPutRequest.newBuilder().setContext(context);
                    for (KeyValue entry : batch) {
                      request
                          .addPairsBuilder()
                          .setKey(ProtoBytes.toWire(entry.key()))
                          .setValue(ProtoBytes.toWire(entry.value()));
                    }
                    return request.build();
                  },
                  answer -> answer.hasRegionError() ? answer.getRegionError() : null);
          CompletableFuture<Outcome<KeyValue>> sent = new CompletableFuture<>();
          Async.onSuccess(
              sender.attempt(route, call, budget),
              sent,
              attempt -> {
                RawBatchPutResponse answer = attempt.answer();
                if (answer == null || ok(answer.getError(), sent)) {
                  sent.complete(outcome(batch, attempt));
                }
              });
          return sent;
        });
  }

  CompletableFuture<Void> batchDelete(List<Bytes> keys, RetryBudget budget) {
    return RegionBatches.run(
        sender.locator(),
        List.copyOf(new TreeSet<>(keys)),
        MODE::position,
        Bytes::length,
        budget,
        (route, batch) -> {
          RegionCall<RawBatchDeleteRequest, RawBatchDeleteResponse> call =
              new RegionCall<>(
                  TikvGrpc.getRawBatchDeleteMethod(),
                  context ->
                      RawBatchDeleteRequest.newBuilder()
                          .setContext(context)
                          .addAllKeys(ProtoBytes.toWire(batch))
                          .build(),
                  answer -> answer.hasRegionError() ? answer.getRegionError() : null);
          CompletableFuture<Outcome<Bytes>> sent = new CompletableFuture<>();
          Async.onSuccess(
              sender.attempt(route, call, budget),
              sent,
              attempt -> {
                RawBatchDeleteResponse answer = attempt.answer();
                if (answer == null || ok(answer.getError(), sent)) {
                  sent.complete(outcome(batch, attempt));
                }
              });
          return sent;
        });
  }

  private static <T> Outcome<T> outcome(List<T> batch, Attempt<?> attempt) {
    return attempt.answer() != null ? Outcome.done() : Outcome.refused(batch, attempt);
  }

  CompletableFuture<Void> deleteRange(KeyRange range, RetryBudget budget) {
    CompletableFuture<Void> result = new CompletableFuture<>();
    deleteNext(new RangeCursor(sender.locator(), MODE, range, false), budget, result);
    return result;
  }

  private void deleteNext(RangeCursor cursor, RetryBudget budget, CompletableFuture<Void> result) {
    if (cursor.done()) {
      result.complete(null);
      return;
    }
    Async.onSuccess(
        cursor.locate(budget),
        result,
        route -> {
          KeyRange part = cursor.within(route);
          Async.onSuccess(
              sender.attempt(
                  route,
                  new RegionCall<>(
                      TikvGrpc.getRawDeleteRangeMethod(),
                      context ->
                          RawDeleteRangeRequest.newBuilder()
                              .setContext(context)
                              .setStartKey(ProtoBytes.toWire(part.start()))
                              .setEndKey(ProtoBytes.toWire(part.end()))
                              .build(),
                      answer -> answer.hasRegionError() ? answer.getRegionError() : null),
                  budget),
              result,
              attempt -> {
                var answer = attempt.answer();
                if (answer == null) {
                  Async.onSuccess(
                      attempt.pause(budget), result, due -> deleteNext(cursor, budget, result));
                } else if (ok(answer.getError(), result)) {
                  cursor.passed(route);
                  deleteNext(cursor, budget, result);
                }
              });
        });
  }

  private static void finish(String error, CompletableFuture<Void> result) {
    if (ok(error, result)) {
      result.complete(null);
    }
  }

  private static boolean ok(String error, CompletableFuture<?> result) {
    if (error.isEmpty()) {
      return true;
    }
    result.completeExceptionally(new RequestFailedException(error, null));
    return false;
  }
}
