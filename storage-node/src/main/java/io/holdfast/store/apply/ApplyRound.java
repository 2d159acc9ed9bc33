package io.holdfast.store.apply;

import io.holdfast.protocol.wire.internal.ApplyState;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.engine.Family;
import io.holdfast.store.engine.Modification;
import io.holdfast.store.engine.WriteBatch;
import io.holdfast.store.region.AppliedBatch;
import io.holdfast.store.region.AppliedBatch.AppliedEntry;
import io.holdfast.store.region.BrokenRegion;
import io.holdfast.store.region.RegionStates;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One engine batch in the making, and what to tell about it once it is written. */
final class ApplyRound {
  private record Touched(ApplyRegion region, List<AppliedEntry> entries) {}

  private final WriteBatch batch = new WriteBatch();
  private final Map<Long, Touched> touched = new LinkedHashMap<>();
  private final List<BrokenRegion> broken = new ArrayList<>();
  private boolean sync;
  private boolean sealed;

  WriteBatch batch() {
    return batch;
  }

  boolean isEmpty() {
    return touched.isEmpty() && broken.isEmpty();
  }

  boolean sync() {
    return sync;
  }

  /** The region is set aside with this batch (G12). */
  void broken(BrokenRegion region) {
    broken.add(region);
    mustSync();
  }

  List<BrokenRegion> broken() {
    return List.copyOf(broken);
  }

  /** The batch creates a region or changes members: durable before anyone acts on it (D7). */
  void mustSync() {
    sync = true;
  }

  void applied(ApplyRegion region, AppliedEntry entry) {
    region.index = entry.index();
    region.term = entry.term();
    touched
        .computeIfAbsent(region.id(), id -> new Touched(region, new ArrayList<>()))
        .entries()
        .add(entry);
  }

  /**
   * Adds the positions: from here on the batch is complete. Repeatable, for a write that failed.
   */
  void seal(Map<Long, ApplyRegion> registered) {
    if (sealed) {
      return;
    }
    sealed = true;
    for (Touched one : touched.values()) {
      ApplyRegion region = one.region();
      if (registered.get(region.id()) == region) {
        RegionStates.put(
            batch,
            region.id(),
            ApplyState.newBuilder()
                .setAppliedIndex(region.index)
                .setAppliedTerm(region.term)
                .build());
      }
    }
  }

  List<AppliedBatch> results() {
    List<AppliedBatch> results = new ArrayList<>(touched.size());
    for (Touched one : touched.values()) {
      results.add(
          new AppliedBatch(one.region().id(), one.region().peerId, List.copyOf(one.entries())));
    }
    return results;
  }

  /** What a read of {@code key} would see if the batch so far were written. */
  @Nullable Bytes valueOf(EngineReader engine, Family family, Bytes key) {
    List<Modification> modifications = batch.modifications();
    for (int i = modifications.size() - 1; i >= 0; i--) {
      Modification m = modifications.get(i);
      if (m.family() != family) {
        continue;
      }
      switch (m.kind()) {
        case PUT -> {
          if (((Modification.Put) m).key().equals(key)) {
            return ((Modification.Put) m).value();
          }
        }
        case DELETE -> {
          if (((Modification.Delete) m).key().equals(key)) {
            return null;
          }
        }
        case DELETE_RANGE -> {
          Modification.DeleteRange range = (Modification.DeleteRange) m;
          if (key.compareTo(range.start()) >= 0
              && (range.end().isEmpty() || key.compareTo(range.end()) < 0)) {
            return null;
          }
        }
      }
    }
    return engine.get(family, key);
  }
}
