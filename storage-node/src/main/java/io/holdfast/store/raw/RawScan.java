package io.holdfast.store.raw;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.read.task.PageLimit;
import io.holdfast.store.read.task.ReadTask;
import io.holdfast.store.txn.command.ReadCommand;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads raw pairs of some ranges, one after the other, as far as the region goes. Fewer pairs than
 * the limit mean that a range is exhausted here, unless the response says where to go on.
 */
public final class RawScan implements ReadCommand<RawScan.Response> {
  /** The request: {@code [start, end)}, descending from the end when {@code reverse}. */
  public record Request(Bytes start, Bytes end, int limit, boolean keyOnly, boolean reverse) {}

  /**
   * The pairs in the order read.
   *
   * @param resume set when the answer ended before limit and range: the first key that was not
   *     looked at, or for a descending scan the last that was
   */
  public record Response(List<RawPair> pairs, @Nullable Bytes resume) {}

  private final List<Request> requests;
  private final PageLimit page;

  /** A command for one region. */
  public RawScan(Request request, PageLimit page) {
    this(List.of(request), page);
  }

  /** The same for several ranges; all of them share the bytes of the page. */
  public RawScan(List<Request> requests, PageLimit page) {
    this.requests = List.copyOf(requests);
    this.page = page;
  }

  @Override
  public ReadTask<Response> begin(EngineReader snapshot, KeyRange region) {
    return new RawScanTask(snapshot, region, requests, page);
  }
}
