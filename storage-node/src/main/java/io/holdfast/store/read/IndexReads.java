package io.holdfast.store.read;

import io.holdfast.protocol.error.RegionError;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.protocol.wire.kvrpcpb.Context;
import io.holdfast.raft.core.Lease;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.store.engine.EngineSnapshot;
import io.holdfast.store.read.task.Caller;
import io.holdfast.store.read.task.ReadListener;
import io.holdfast.store.read.task.ReadScheduler;
import io.holdfast.store.region.ReadyCallback;
import io.holdfast.store.region.RegionPeer;
import io.holdfast.store.region.RequestChecks;
import io.holdfast.store.region.StoreContext;
import io.holdfast.store.txn.Completion;
import io.holdfast.store.txn.MaxTimestamp;
import io.holdfast.store.txn.RegionSnapshot;
import io.holdfast.store.txn.command.ReadCommand;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads on the leader, by its lease where it has one; else by read index, on the leader or (replica
 * reads) on any member.
 */
@LoopConfined("store")
public final class IndexReads {
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** What a client should wait when there are too many reads. */
  private static final long BUSY_BACKOFF_MILLIS = 100;

  private final StoreContext store;
  private final ReadScheduler scheduler;
  private final RequestChecks checks;
  private final MaxTimestamp maxTimestamp;
  private final LongPredicate future;
  private final ReadCounters counters;

  /**
   * What is admitted here is read in turns by {@code scheduler}.
   *
   * @param future tells timestamps that nobody can have been given yet: a read there would change
   *     its answer with every commit until then, so it is refused (rule M7)
   * @param counters how many reads asked a quorum, and how many need not
   */
  public IndexReads(
      StoreContext store,
      ReadScheduler scheduler,
      RequestChecks checks,
      MaxTimestamp maxTimestamp,
      LongPredicate future,
      ReadCounters counters) {
    this.store = store;
    this.scheduler = scheduler;
    this.checks = checks;
    this.maxTimestamp = maxTimestamp;
    this.future = future;
    this.counters = counters;
  }

  /**
   * Runs a read.
   *
   * @param positions that must lie in the region
   * @param readTs raises {@code max_ts} before locks are looked at (rule M1); 0 for raw reads
   * @param caller the read ends, refused, when it is gone
   * @param completion is called on the store loop, the read loop, or where large answers are made
   */
  public <R> void read(
      Context context,
      List<Bytes> positions,
      long readTs,
      ReadCommand<R> command,
      Caller caller,
      Completion<R> completion) {
    long deadlineNanos = deadlineNanos(context);
    RequestChecks.Admission admission = checks.admit(context, context.getReplicaRead());
    RegionPeer peer = admission.peer();
    RegionError error = admission.error();
    if (peer == null) {
      completion.onRefused(
          error == null ? new RegionError.RegionNotFound(context.getRegionId()) : error);
      return;
    }
    if (readTs != 0 && future.test(readTs)) {
      completion.onRefused(new RegionError.MaxTimestampNotSynced());
      return;
    }
    if (scheduler.full()) {
      completion.onRefused(busy("too many reads"));
      return;
    }
    Lease lease = peer.leaseNow();
    Admitted<R> read =
        new Admitted<>(
            peer, context, positions, readTs, command, caller, deadlineNanos, completion);
    if (lease == null) {
      read.byIndex();
    } else {
      read.byLease(lease);
    }
  }

  /** A read that has come to the right place and is told when it may begin. */
  private final class Admitted<R> {
    private final RegionPeer peer;
    private final Context context;
    private final List<Bytes> positions;
    private final long readTs;
    private final ReadCommand<R> command;
    private final Caller caller;
    private final long deadlineNanos;
    private final Completion<R> completion;

    Admitted(
        RegionPeer peer,
        Context context,
        List<Bytes> positions,
        long readTs,
        ReadCommand<R> command,
        Caller caller,
        long deadlineNanos,
        Completion<R> completion) {
      this.peer = peer;
      this.context = context;
      this.positions = positions;
      this.readTs = readTs;
      this.command = command;
      this.caller = caller;
      this.deadlineNanos = deadlineNanos;
      this.completion = completion;
    }

    /** A quorum confirms the leader (Raft §8). */
    void byIndex() {
      counters.byIndex();
      peer.awaitReadable(
          whenReady(
              () -> {
                if (begin()) {
                  run(snapshot(), peer, command, caller, deadlineNanos, completion);
                }
              }));
    }

    /** The leader alone, if its lease still holds behind the snapshot (L15). */
    void byLease(Lease lease) {
      peer.awaitCommitted(
          whenReady(
              () -> {
                if (!begin()) {
                  return;
                }
                EngineSnapshot snapshot = snapshot();
                store.runtime().preemptionPoint("read.lease");
                // L15: after the snapshot, so that it was taken while nobody else could lead.
                if (lease.covers(store.loop().clock().nanos())) {
                  counters.byLease();
                  run(snapshot, peer, command, caller, deadlineNanos, completion);
                } else {
                  snapshot.close();
                  byIndex();
                }
              }));
    }

    private ReadyCallback whenReady(Runnable then) {
      return new ReadyCallback() {
        @Override
        public void ready() {
          then.run();
        }

        @Override
        public void refused(RegionError refusal) {
          completion.onRefused(refusal);
        }
      };
    }

    private boolean begin() {
      @Nullable RegionError changed = changed(peer, context, positions);
      if (changed != null) {
        completion.onRefused(changed);
        return false;
      }
      if (readTs != 0) {
        maxTimestamp.raise(readTs);
      }
      return true;
    }

    private EngineSnapshot snapshot() {
      store.runtime().preemptionPoint("read.snapshot");
      return store.engine().snapshot();
    }
  }

  /** Leadership was confirmed at the read index; a deposed leader may still answer from it. */
  private @Nullable RegionError changed(RegionPeer peer, Context context, List<Bytes> positions) {
    @Nullable RegionError changed = checks.objection(peer, context, true);
    return changed == null ? RequestChecks.keysOutside(peer, positions) : changed;
  }

  private <R> void run(
      EngineSnapshot snapshot,
      RegionPeer peer,
      ReadCommand<R> command,
      Caller caller,
      long deadlineNanos,
      Completion<R> completion) {
    KeyRange range = new KeyRange(peer.region().start(), peer.region().end());
    scheduler.submit(
        snapshot,
        engine -> command.begin(engine, range),
        caller,
        deadlineNanos,
        new ReadListener<R>() {
          @Override
          public void done(R response) {
            completion.onResponse(response);
          }

          @Override
          public void givenUp(String reason) {
            completion.onRefused(busy(reason));
          }
        });
  }

  /**
   * Runs a read on a snapshot that was taken already, and is closed by this.
   *
   * @param completion is called on the store loop
   */
  public <R> void search(
      RegionSnapshot snapshot, ReadCommand<R> command, Caller caller, Completion<R> completion) {
    scheduler.submit(
        snapshot.engine(),
        engine -> command.begin(engine, snapshot.range()),
        caller,
        store.loop().clock().nanos() + ReadScheduler.LIFE_NANOS_MAX,
        new ReadListener<R>() {
          @Override
          public void done(R response) {
            store.loop().execute(() -> completion.onResponse(response));
          }

          @Override
          public void givenUp(String reason) {
            store.loop().execute(() -> completion.onRefused(busy(reason)));
          }
        });
  }

  /** The caller's limit counts from here; what it spent on the way is its own knowledge. */
  private long deadlineNanos(Context context) {
    long asked = context.getMaxExecutionDurationMs();
    long nanos =
        asked <= 0 || asked > ReadScheduler.LIFE_NANOS_MAX / NANOS_PER_MILLI
            ? ReadScheduler.LIFE_NANOS_MAX
            : asked * NANOS_PER_MILLI;
    return store.loop().clock().nanos() + nanos;
  }

  private static RegionError busy(String reason) {
    return new RegionError.ServerIsBusy(reason, BUSY_BACKOFF_MILLIS);
  }
}
