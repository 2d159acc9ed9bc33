package io.holdfast.store.txn.command;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.mvcc.KeyLock;
import io.holdfast.store.mvcc.MvccKeys;
import io.holdfast.store.mvcc.MvccReader;
import java.util.List;

/** Lists the locks of a range whose start_ts is at or below a timestamp. */
public final class ScanLock implements ReadCommand<List<KeyLock>> {
  /** The request: user keys {@code [start, end)}; a limit of 0 is no limit. */
  public record Request(long maxTs, Bytes start, Bytes end, int limit) {}

  private final Request request;

  /** A command for one region. */
  public ScanLock(Request request) {
    this.request = request;
  }

  @Override
  public List<KeyLock> process(EngineReader snapshot, KeyRange region) {
    KeyRange range = MvccKeys.positions(request.start(), request.end(), region);
    int limit = request.limit() <= 0 ? Integer.MAX_VALUE : request.limit();
    try (MvccReader reader = new MvccReader(snapshot, region)) {
      return reader.locks(range, limit, lock -> !MvccKeys.after(lock.startTs(), request.maxTs()));
    }
  }
}
