package io.holdfast.client.txn;

import io.holdfast.client.region.RangeCursor;
import io.holdfast.client.region.RegionCall;
import io.holdfast.client.region.RegionRoute;
import io.holdfast.client.rpc.Async;
import io.holdfast.client.rpc.RetryBudget;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.kvrpcpb.KeyError;
import io.holdfast.protocol.wire.kvrpcpb.KvPair;
import io.holdfast.protocol.wire.kvrpcpb.ScanRequest;
import io.holdfast.protocol.wire.kvrpcpb.ScanResponse;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.loop.LoopConfined;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A scan of one snapshot, page by page: each page is at most one request to one region. A store
 * that sends fewer entries than asked for has none left in that region, unless it says where to go
 * on: it ends a page when that is large or takes long.
 */
@LoopConfined("client-loop")
final class SnapshotScan {
  private final SnapshotReader reader;
  private final RangeCursor cursor;
  private final boolean reverse;
  private final boolean keysOnly;

  SnapshotScan(SnapshotReader reader, KeyRange range, boolean reverse, boolean keysOnly) {
    this.reader = reader;
    this.cursor = new RangeCursor(reader.sender().locator(), reader.keyMode(), range, reverse);
    this.reverse = reverse;
    this.keysOnly = keysOnly;
  }

  CompletableFuture<Page> next(int entriesMax, RetryBudget budget) {
    CompletableFuture<Page> result = new CompletableFuture<>();
    if (cursor.done()) {
      result.complete(new Page(List.of(), true));
    } else {
      fetch(entriesMax, budget, result);
    }
    return result;
  }

  private void fetch(int entriesMax, RetryBudget budget, CompletableFuture<Page> result) {
    Async.onSuccess(
        cursor.locate(budget),
        result,
        route ->
            Async.onSuccess(
                reader.sender().attempt(route, call(route, entriesMax), budget),
                result,
                attempt -> {
                  ScanResponse answer = attempt.answer();
                  if (answer == null) {
                    Async.onSuccess(
                        attempt.pause(budget), result, due -> fetch(entriesMax, budget, result));
                  } else {
                    take(route, answer, entriesMax, budget, result);
                  }
                }));
  }

  private RegionCall<ScanRequest, ScanResponse> call(RegionRoute route, int entriesMax) {
    KeyRange range = cursor.within(route);
    // A descending scan names its upper end first.
    Bytes from = reverse ? range.end() : range.start();
    Bytes to = reverse ? range.start() : range.end();
    return new RegionCall<>(
        TikvGrpc.getKvScanMethod(),
        context ->
            ScanRequest.newBuilder()
                .setContext(reader.context(context))
                .setStartKey(ProtoBytes.toWire(from))
                .setEndKey(ProtoBytes.toWire(to))
                .setLimit(entriesMax)
                .setVersion(reader.ts())
                .setKeyOnly(keysOnly)
                .setReverse(reverse)
                .build(),
        answer -> answer.hasRegionError() ? answer.getRegionError() : null);
  }

  private void take(
      RegionRoute route,
      ScanResponse answer,
      int entriesMax,
      RetryBudget budget,
      CompletableFuture<Page> result) {
    List<KeyError> errors = SnapshotReader.errorsOf(answer.getPairsList());
    if (answer.hasError()) {
      errors.add(answer.getError());
    }
    if (!errors.isEmpty()) {
      Async.onSuccess(
          reader.passLocks(errors, budget), result, done -> fetch(entriesMax, budget, result));
      return;
    }
    List<KeyValue> entries = new ArrayList<>(answer.getPairsCount());
    for (KvPair pair : answer.getPairsList()) {
      entries.add(
          new KeyValue(ProtoBytes.fromWire(pair.getKey()), ProtoBytes.fromWire(pair.getValue())));
    }
    if (!answer.getResumeKey().isEmpty()) {
      cursor.resumeAt(ProtoBytes.fromWire(answer.getResumeKey()));
    } else if (entries.size() < entriesMax) {
      cursor.passed(route);
    } else {
      cursor.passed(entries.get(entries.size() - 1).key());
    }
    result.complete(new Page(entries, cursor.done()));
  }
}
