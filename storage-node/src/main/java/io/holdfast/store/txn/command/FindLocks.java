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
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the locks of decided transactions in a region, a bounded batch at a time: the reading half
 * of resolving a whole region. The writing half latches the keys found and looks again.
 */
public final class FindLocks implements ReadCommand<FindLocks.Response> {
  /** Locks resolved by one entry; bounds its size and how long latches are held. */
  public static final int BATCH_MAX = 256;

  /**
   * The request.
   *
   * @param fates commit timestamp (0: rolled back) by start_ts
   * @param from user key to start at; empty is the start of the region
   */
  public record Request(SortedMap<Long, Long> fates, Bytes from) {
    /** Copies. */
    public Request {
      fates = new TreeMap<>(fates);
    }
  }

  /** What to resolve, and where to go on; null: the region is done. */
  public record Response(List<ResolveLocks.Resolution> found, @Nullable Bytes next) {}

  private final Request request;

  /** A command for one region. */
  public FindLocks(Request request) {
    this.request = request;
  }

  @Override
  public ReadTask<Response> begin(EngineReader snapshot, KeyRange region) {
    LockWalk walk =
        new LockWalk(
            snapshot,
            MvccKeys.positions(request.from(), Bytes.EMPTY, region).intersect(region),
            BATCH_MAX,
            PageLimit.none(), // The batch is bound enough.
            lock -> request.fates().containsKey(lock.startTs()));
    return new ReadTask<>() {
      @Override
      public boolean step(ReadTurn turn) {
        return walk.step(turn);
      }

      @Override
      public Response result() {
        return response(walk.found());
      }

      @Override
      public void close() {
        walk.close();
      }
    };
  }

  private Response response(List<KeyLock> locks) {
    List<ResolveLocks.Resolution> found = locks.stream().map(this::resolution).toList();
    boolean full = locks.size() == BATCH_MAX;
    return new Response(found, full ? found.get(BATCH_MAX - 1).key().successor() : null);
  }

  private ResolveLocks.Resolution resolution(KeyLock lock) {
    long startTs = lock.lock().startTs();
    Long commitTs = request.fates().get(startTs);
    return new ResolveLocks.Resolution(lock.key(), startTs, commitTs == null ? 0 : commitTs);
  }
}
