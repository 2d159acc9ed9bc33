package io.holdfast.store.region;

import io.holdfast.protocol.error.RegionError;
import io.holdfast.store.budget.SharedBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads of one replica that know their index and wait until it is applied. */
final class WaitingReads {
  private final TreeMap<Long, List<ReadyCallback>> byIndex = new TreeMap<>();
  private final SharedBudget.Part budget;

  WaitingReads(SharedBudget.Part budget) {
    this.budget = budget;
  }

  void add(long index, ReadyCallback callback) {
    byIndex.computeIfAbsent(index, i -> new ArrayList<>()).add(callback);
  }

  /** Everything up to {@code appliedIndex} is applied. */
  void release(long appliedIndex) {
    while (!byIndex.isEmpty() && byIndex.firstKey() <= appliedIndex) {
      Map.Entry<Long, List<ReadyCallback>> first = byIndex.firstEntry();
      byIndex.remove(first.getKey());
      for (ReadyCallback callback : first.getValue()) {
        budget.release(1);
        callback.ready();
      }
    }
  }

  void refuseAll(RegionError error) {
    List<List<ReadyCallback>> all = new ArrayList<>(byIndex.values());
    byIndex.clear();
    for (List<ReadyCallback> same : all) {
      for (ReadyCallback callback : same) {
        budget.release(1);
        callback.refused(error);
      }
    }
  }
}
