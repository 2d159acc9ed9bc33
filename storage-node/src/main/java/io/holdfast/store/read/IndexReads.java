package io.holdfast.store.read;

import io.holdfast.protocol.error.RegionError;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.protocol.wire.kvrpcpb.Context;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.store.engine.EngineSnapshot;
import io.holdfast.store.region.ReadyCallback;
import io.holdfast.store.region.RegionPeer;
import io.holdfast.store.region.RequestChecks;
import io.holdfast.store.region.StoreContext;
import io.holdfast.store.txn.Completion;
import io.holdfast.store.txn.MaxTimestamp;
import io.holdfast.store.txn.command.ReadCommand;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads by read index, on the leader or (replica reads) on any member. */
@LoopConfined("store")
public final class IndexReads {
  private final StoreContext store;
  private final EventLoop readLoop;
  private final RequestChecks checks;
  private final MaxTimestamp maxTimestamp;

  /** {@code readLoop} may be the store loop. */
  public IndexReads(
      StoreContext store, EventLoop readLoop, RequestChecks checks, MaxTimestamp maxTimestamp) {
    this.store = store;
    this.readLoop = readLoop;
    this.checks = checks;
    this.maxTimestamp = maxTimestamp;
  }

  /**
   * Runs a read.
   *
   * @param positions that must lie in the region
   * @param readTs raises {@code max_ts} before locks are looked at (rule M1); 0 for raw reads
   * @param completion may be called on the read loop
   */
  public <R> void read(
      Context context,
      List<Bytes> positions,
      long readTs,
      ReadCommand<R> command,
      Completion<R> completion) {
    RequestChecks.Admission admission = checks.admit(context, context.getReplicaRead());
    RegionPeer peer = admission.peer();
    RegionError error = admission.error();
    if (peer == null) {
      completion.onRefused(
          error == null ? new RegionError.RegionNotFound(context.getRegionId()) : error);
      return;
    }
    peer.awaitReadable(
        new ReadyCallback() {
          @Override
          public void ready() {
            run(peer, context, positions, readTs, command, completion);
          }

          @Override
          public void refused(RegionError refusal) {
            completion.onRefused(refusal);
          }
        });
  }

  private <R> void run(
      RegionPeer peer,
      Context context,
      List<Bytes> positions,
      long readTs,
      ReadCommand<R> command,
      Completion<R> completion) {
    // Leadership was confirmed at the read index; a deposed leader may still answer from it.
    @Nullable RegionError changed = checks.objection(peer, context, true);
    if (changed == null) {
      changed = RequestChecks.keysOutside(peer, positions);
    }
    if (changed != null) {
      completion.onRefused(changed);
      return;
    }
    if (readTs != 0) {
      maxTimestamp.raise(readTs);
    }
    KeyRange range = new KeyRange(peer.region().start(), peer.region().end());
    store.runtime().preemptionPoint("read.snapshot");
    EngineSnapshot snapshot = store.engine().snapshot();
    if (readLoop == store.loop()) {
      process(snapshot, range, command, completion);
    } else {
      readLoop.execute(() -> process(snapshot, range, command, completion));
    }
  }

  private static <R> void process(
      EngineSnapshot snapshot, KeyRange range, ReadCommand<R> command, Completion<R> completion) {
    R response;
    try (snapshot) {
      response = command.process(snapshot, range);
    }
    completion.onResponse(response);
  }
}
