package io.holdfast.store.region;

import io.holdfast.protocol.error.RegionError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Callers waiting for entries of one region, by index and term.
 *
 * <p>A caller is answered by the fate of its entry alone. An entry is known to be applied, or known
 * to be lost when another entry stands at its index: applied there, or proposed there by this same
 * replica, which cannot have a committed entry in its way (RAFT-3). Losing leadership says nothing:
 * the next leader may commit the entry, and an answer that invites a retry would apply it twice.
 */
final class ProposalTracker {
  private record Pending(long term, long sizeBytes, ProposalCallback callback) {}

  private final TreeMap<Long, Pending> byIndex = new TreeMap<>();
  private final PendingBytes budget;

  ProposalTracker(PendingBytes budget) {
    this.budget = budget;
  }

  /** The entry was accepted at this position. */
  void add(long index, long term, long sizeBytes, ProposalCallback callback) {
    List<Pending> overwritten = removeAll(byIndex.tailMap(index, true));
    budget.add(sizeBytes);
    byIndex.put(index, new Pending(term, sizeBytes, callback));
    for (Pending pending : overwritten) {
      pending.callback().refused(new RegionError.StaleCommand());
    }
  }

  /** The entry at {@code index} was applied; {@code error} when it had no effect. */
  void applied(long index, long term, @Nullable RegionError error, CommandOutcome outcome) {
    Pending pending = byIndex.get(index);
    if (pending == null) {
      return;
    }
    byIndex.remove(index);
    budget.release(pending.sizeBytes());
    if (pending.term() != term) {
      pending.callback().refused(new RegionError.StaleCommand());
    } else if (error != null) {
      pending.callback().refused(error);
    } else {
      pending.callback().applied(outcome);
    }
  }

  /** A snapshot stands for everything up to {@code index}: what was in it cannot be told. */
  void coveredBySnapshot(long index) {
    for (Pending pending : removeAll(byIndex.headMap(index, true))) {
      pending.callback().undetermined("a snapshot replaced the log");
    }
  }

  /** The replica goes away. */
  void closed() {
    for (Pending pending : removeAll(byIndex)) {
      pending.callback().undetermined("the replica was removed from this store");
    }
  }

  int size() {
    return byIndex.size();
  }

  private List<Pending> removeAll(Map<Long, Pending> view) {
    List<Pending> removed = new ArrayList<>(view.values());
    view.clear();
    for (Pending pending : removed) {
      budget.release(pending.sizeBytes());
    }
    return removed;
  }
}
