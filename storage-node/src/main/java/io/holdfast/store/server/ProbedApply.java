package io.holdfast.store.server;

import io.holdfast.raft.core.Entry;
import io.holdfast.store.engine.KvEngine;
import io.holdfast.store.region.AppliedBatch;
import io.holdfast.store.region.ApplyListener;
import io.holdfast.store.region.ApplyQueue;
import io.holdfast.store.region.BrokenRegion;
import io.holdfast.store.region.DiskState;
import io.holdfast.store.region.RegionDescriptor;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The apply queue of a store, with a {@link StoreProbe} on both of its ends. */
record ProbedApply(long storeId, ApplyQueue queue, StoreProbe probe) implements ApplyQueue {
  @Override
  public void register(RegionDescriptor region, long peerId, long appliedIndex, long appliedTerm) {
    queue.register(region, peerId, appliedIndex, appliedTerm);
  }

  @Override
  public void unregister(long regionId) {
    queue.unregister(regionId);
  }

  @Override
  public void submit(long regionId, List<Entry> entries) {
    probe.committed(storeId, regionId, entries);
    queue.submit(regionId, entries);
  }

  @Override
  public void atPoint(long regionId, Consumer<@Nullable AppliedPoint> action) {
    queue.atPoint(regionId, action);
  }

  @Override
  public void inOrder(Consumer<KvEngine> action) {
    queue.inOrder(action);
  }

  /** A listener that shows each round to the probe first. */
  ApplyListener listener(ApplyListener target) {
    return new ApplyListener() {
      @Override
      public void onApplied(List<AppliedBatch> round) {
        round.forEach(batch -> probe.applied(storeId, batch));
        target.onApplied(round);
      }

      @Override
      public void onBroken(BrokenRegion region) {
        target.onBroken(region);
      }

      @Override
      public void onDisk(DiskState state) {
        target.onDisk(state);
      }
    };
  }
}
