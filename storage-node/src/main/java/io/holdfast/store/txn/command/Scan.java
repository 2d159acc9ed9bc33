package io.holdfast.store.txn.command;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.mvcc.KeyLock;
import io.holdfast.store.mvcc.Lock;
import io.holdfast.store.mvcc.MvccKeys;
import io.holdfast.store.mvcc.MvccScanner;
import io.holdfast.store.mvcc.ReadView;
import java.util.List;

/**
 * Reads a range at a timestamp, as far as the region goes. Fewer pairs than the limit mean that the
 * range is exhausted here, so pages are never short.
 */
public final class Scan implements ReadCommand<List<ReadPair>> {
  /**
   * The request: user keys {@code [start, end)} ascending, or descending when {@code reverse}; the
   * empty end is the end of the region.
   */
  public record Request(
      Bytes start, Bytes end, int limit, boolean keyOnly, boolean reverse, ReadView view) {}

  private final Request request;

  /** A command for one region. */
  public Scan(Request request) {
    this.request = request;
  }

  @Override
  public List<ReadPair> process(EngineReader snapshot, KeyRange region) {
    KeyRange range = MvccKeys.positions(request.start(), request.end(), region);
    if (range.isEmpty()) {
      return List.of();
    }
    try (MvccScanner scanner =
        new MvccScanner(snapshot, range, request.view(), request.keyOnly())) {
      List<MvccScanner.Entry> entries =
          request.reverse() ? scanner.reverse(request.limit()) : scanner.forward(request.limit());
      return entries.stream().map(Scan::pair).toList();
    }
  }

  static ReadPair pair(MvccScanner.Entry entry) {
    Lock lock = entry.blockedBy();
    return lock == null
        ? new ReadPair(entry.key(), entry.value(), null)
        : new ReadPair(entry.key(), null, new TxnError.Locked(new KeyLock(entry.key(), lock)));
  }
}
