package io.holdfast.store.txn.command;

import io.holdfast.protocol.key.KeyRange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.mvcc.KeyLock;
import io.holdfast.store.mvcc.LockWalk;
import io.holdfast.store.mvcc.MvccKeys;
import io.holdfast.store.read.task.PageLimit;
import io.holdfast.store.read.task.ReadTask;
import io.holdfast.store.read.task.ReadTurn;
import java.util.List;

/** Lists the locks of a range whose start_ts is at or below a timestamp. */
public final class ScanLock implements ReadCommand<ScanLock.Response> {
  /** The request: user keys {@code [start, end)}; a limit of 0 is no limit. */
  public record Request(long maxTs, Bytes start, Bytes end, int limit) {}

  /** The locks in key order; {@code cut} when there are more than one answer holds. */
  public record Response(List<KeyLock> locks, boolean cut) {}

  private final Request request;

  /** A command for one region. */
  public ScanLock(Request request) {
    this.request = request;
  }

  @Override
  public ReadTask<Response> begin(EngineReader snapshot, KeyRange region) {
    LockWalk walk =
        new LockWalk(
            snapshot,
            MvccKeys.positions(request.start(), request.end(), region).intersect(region),
            request.limit() <= 0 ? Integer.MAX_VALUE : request.limit(),
            PageLimit.whole(),
            lock -> !MvccKeys.after(lock.startTs(), request.maxTs()));
    return new ReadTask<>() {
      @Override
      public boolean step(ReadTurn turn) {
        return walk.step(turn);
      }

      @Override
      public Response result() {
        return new Response(walk.found(), walk.cut());
      }

      @Override
      public void close() {
        walk.close();
      }
    };
  }
}
