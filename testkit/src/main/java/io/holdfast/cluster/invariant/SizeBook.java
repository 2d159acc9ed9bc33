package io.holdfast.cluster.invariant;

import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.internal.ApplyState;
import io.holdfast.protocol.wire.internal.RegionLocalState;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.store.engine.EngineReader;
import io.holdfast.store.engine.Family;
import io.holdfast.store.engine.memory.MemoryDisk;
import io.holdfast.store.region.RegionStates;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How much the replicas of every region hold at every index: equal entries make equal data, however
 * a replica came to it, by its log, by a snapshot, over a crash in the middle of either (RAFT-4,
 * D8).
 */
final class SizeBook {
  private final Map<Long, TreeMap<Long, List<Long>>> regions = new TreeMap<>();

  /** Looks at one region as the engine of a store holds it now. */
  void look(String store, long regionId, MemoryDisk disk) {
    EngineReader engine = disk.present();
    RegionLocalState state = RegionStates.localState(engine, regionId);
    ApplyState applied = RegionStates.applyState(engine, regionId);
    if (state == null
        || applied == null
        || state.getState() != RegionLocalState.State.NORMAL
        || state.hasQuarantine()) {
      return;
    }
    Bytes start = ProtoBytes.fromWire(state.getRegion().getStartKey());
    Bytes end = ProtoBytes.fromWire(state.getRegion().getEndKey());
    List<Long> sizes = new ArrayList<>();
    for (Family family : RegionStates.DATA_FAMILIES) {
      sizes.add(disk.sizeBytes(family, start, end));
    }
    List<Long> known =
        regions
            .computeIfAbsent(regionId, id -> new TreeMap<>())
            .putIfAbsent(applied.getAppliedIndex(), sizes);
    if (known != null && !known.equals(sizes)) {
      throw Invariant.unreachable(
          "RAFT-4 two replicas hold different data at one index region="
              + regionId
              + " index="
              + applied.getAppliedIndex()
              + " bytes="
              + known
              + " on "
              + store
              + "="
              + sizes);
    }
  }
}
