package io.holdfast.store.region;

import io.holdfast.raft.core.Entry;
import io.holdfast.store.engine.KvEngine;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The apply loop as the store loop sees it. Calls take effect in the order in which they were made;
 * results come back on the store loop in the same order, through {@link ApplyListener}.
 */
public interface ApplyQueue {
  /** From now on entries of this region are applied on top of this position. */
  void register(RegionDescriptor region, long peerId, long appliedIndex, long appliedTerm);

  /** The region is gone, or about to be replaced: entries still queued are dropped. */
  void unregister(long regionId);

  /** Committed entries, in order and without holes. */
  void submit(long regionId, List<Entry> entries);

  /**
   * Runs {@code action} on the apply loop when everything submitted before is written to the
   * engine, with the region's position at that moment; null when it is not registered.
   */
  void atPoint(long regionId, Consumer<@Nullable AppliedPoint> action);

  /** Runs {@code action} on the apply loop when everything submitted before is written. */
  void inOrder(Consumer<KvEngine> action);

  /** Where a region's data stands in the engine. */
  record AppliedPoint(KvEngine engine, RegionDescriptor region, long index, long term) {}
}
