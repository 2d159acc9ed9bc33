package io.holdfast.store.txn.command;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.mvcc.ReadView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one key at a timestamp. */
public final class Get implements ReadCommand<Get.Response> {
  /** The request. */
  public record Request(Bytes key, ReadView view) {}

  /** The value, null when absent; or the lock in the way. */
  public record Response(@Nullable Bytes value, @Nullable TxnError error) {}

  private final Request request;

  /** A command for one region. */
  public Get(Request request) {
    this.request = request;
  }

  @Override
  public Response process(EngineReader snapshot, KeyRange region) {
    BatchGet.Request single = new BatchGet.Request(List.of(request.key()), request.view());
    List<ReadPair> pairs = new BatchGet(single).process(snapshot, region);
    return pairs.isEmpty()
        ? new Response(null, null)
        : new Response(pairs.get(0).value(), pairs.get(0).error());
  }
}
