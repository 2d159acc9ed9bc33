package io.holdfast.client.raw;

import io.holdfast.client.region.RangeCursor;
import io.holdfast.client.region.RegionBatches;
import io.holdfast.client.region.RegionCall;
import io.holdfast.client.region.RegionRoute;
import io.holdfast.client.region.RegionSender;
import io.holdfast.client.rpc.Async;
import io.holdfast.client.rpc.RetryBudget;
import io.holdfast.client.txn.KeyValue;
import io.holdfast.client.txn.Page;
import io.holdfast.protocol.key.KeyMode;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.kvrpcpb.KvPair;
import io.holdfast.protocol.wire.kvrpcpb.RawScanRequest;
import io.holdfast.protocol.wire.kvrpcpb.RawScanResponse;
import io.holdfast.protocol.wire.tikvpb.TikvGrpc;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.loop.LoopConfined;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A scan of raw keys, page by page: each page is at most one request to one region. */
@LoopConfined("client-loop")
final class RawScan {
  private final RegionSender sender;
  private final RangeCursor cursor;
  private final boolean reverse;
  private final boolean keysOnly;

  RawScan(RegionSender sender, KeyRange range, boolean reverse, boolean keysOnly) {
    this.sender = sender;
    this.cursor = new RangeCursor(sender.locator(), KeyMode.V1_RAW, range, reverse);
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
                sender.attempt(route, call(route, entriesMax), budget),
                result,
                attempt -> {
                  RawScanResponse answer = attempt.answer();
                  if (answer == null) {
                    Async.onSuccess(
                        attempt.pause(budget), result, due -> fetch(entriesMax, budget, result));
                  } else {
                    take(route, answer, entriesMax, result);
                  }
                }));
  }

  private RegionCall<RawScanRequest, RawScanResponse> call(RegionRoute route, int entriesMax) {
    KeyRange range = cursor.within(route);
    // A descending scan names its upper end first.
    Bytes from = reverse ? range.end() : range.start();
    Bytes to = reverse ? range.start() : range.end();
    return new RegionCall<>(
        TikvGrpc.getRawScanMethod(),
        context ->
            RawScanRequest.newBuilder()
                .setContext(context.setPageBytes(RegionBatches.PAGE_BYTES))
                .setStartKey(ProtoBytes.toWire(from))
                .setEndKey(ProtoBytes.toWire(to))
                .setLimit(entriesMax)
                .setKeyOnly(keysOnly)
                .setReverse(reverse)
                .build(),
        answer -> answer.hasRegionError() ? answer.getRegionError() : null);
  }

  private void take(
      RegionRoute route, RawScanResponse answer, int entriesMax, CompletableFuture<Page> result) {
    List<KeyValue> entries = new ArrayList<>(answer.getKvsCount());
    for (KvPair pair : answer.getKvsList()) {
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
