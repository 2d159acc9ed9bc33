package io.holdfast.store.txn.command;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.mvcc.KeyLock;
import io.holdfast.store.mvcc.Lock;
import io.holdfast.store.mvcc.MvccKeys;
import io.holdfast.store.mvcc.MvccScanner;
import io.holdfast.store.mvcc.ReadView;
import io.holdfast.store.read.task.PageLimit;
import io.holdfast.store.read.task.ReadTask;
import io.holdfast.store.read.task.ReadTurn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a range at a timestamp, as far as the region goes. Fewer pairs than the limit mean that the
 * range is exhausted here, unless the response says where to go on.
 */
public final class Scan implements ReadCommand<Scan.Response> {
  /**
   * The request: user keys {@code [start, end)} ascending, or descending when {@code reverse}; the
   * empty end is the end of the region.
   */
  public record Request(
      Bytes start,
      Bytes end,
      int limit,
      boolean keyOnly,
      boolean reverse,
      ReadView view,
      PageLimit page) {}

  /**
   * The pairs in the order of the scan.
   *
   * @param resume set when the answer ended before limit and range: the first user key that was not
   *     looked at, or for a descending scan the last that was
   */
  public record Response(List<ReadPair> pairs, @Nullable Bytes resume) {}

  private final Request request;

  /** A command for one region. */
  public Scan(Request request) {
    this.request = request;
  }

  @Override
  public ReadTask<Response> begin(EngineReader snapshot, KeyRange region) {
    KeyRange range = MvccKeys.positions(request.start(), request.end(), region);
    if (range.isEmpty()) {
      return ReadTask.atOnce(() -> new Response(List.of(), null));
    }
    MvccScanner scanner =
        new MvccScanner(
            snapshot,
            new MvccScanner.Request(
                range,
                request.view(),
                request.limit(),
                request.keyOnly(),
                request.reverse(),
                request.page()));
    return new ReadTask<>() {
      @Override
      public boolean step(ReadTurn turn) {
        return scanner.step(turn);
      }

      @Override
      public Response result() {
        return new Response(scanner.entries().stream().map(Scan::pair).toList(), scanner.resume());
      }

      @Override
      public void close() {
        scanner.close();
      }
    };
  }

  static ReadPair pair(MvccScanner.Entry entry) {
    Lock lock = entry.blockedBy();
    return lock == null
        ? new ReadPair(entry.key(), entry.value(), null)
        : new ReadPair(entry.key(), null, new TxnError.Locked(new KeyLock(entry.key(), lock)));
  }
}
