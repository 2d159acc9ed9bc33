package io.holdfast.store.region;

import io.holdfast.protocol.error.RegionError;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.store.budget.SharedBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Callers waiting for entries of one region, by index and term.
 *
 * <p>A caller is answered by the fate of its entry alone. An entry is known to be lost when another
 * one is applied at its index, or one of a later term anywhere before it (terms never fall along a
 * log, RAFT-2). Losing leadership says nothing, and nor does overwriting the entry here: another
 * member may still hold it, win a later election and commit it (Raft, figure 8), and an answer that
 * invites a retry would apply it twice.
 */
final class ProposalTracker {
  private record Pending(long sizeBytes, ProposalCallback callback) {}

  /** By term first: those of earlier terms are lost together. */
  private record Position(long term, long index) implements Comparable<Position> {
    @Override
    public int compareTo(Position other) {
      int byTerm = Long.compare(term, other.term);
      return byTerm != 0 ? byTerm : Long.compare(index, other.index);
    }
  }

  private final TreeMap<Position, Pending> byPosition = new TreeMap<>();
  private final SharedBudget.Part budget;

  ProposalTracker(SharedBudget.Part budget) {
    this.budget = budget;
  }

  /** The entry was accepted at this position. */
  void add(long index, long term, long sizeBytes, ProposalCallback callback) {
    budget.take(sizeBytes);
    byPosition.put(new Position(term, index), new Pending(sizeBytes, callback));
  }

  /** The entry at {@code index} was applied; {@code error} when it had no effect. */
  void applied(long index, long term, @Nullable RegionError error, CommandOutcome outcome) {
    if (byPosition.isEmpty()) {
      return;
    }
    Pending own = byPosition.remove(new Position(term, index));
    List<Pending> lost = removeAll(byPosition.headMap(new Position(term, 0), false));
    Position later = byPosition.higherKey(new Position(term, Long.MAX_VALUE));
    while (later != null) {
      Pending displaced = byPosition.remove(new Position(later.term(), index));
      if (displaced != null) {
        budget.release(displaced.sizeBytes());
        lost.add(displaced);
      }
      later = byPosition.higherKey(new Position(later.term(), Long.MAX_VALUE));
    }
    if (own != null) {
      budget.release(own.sizeBytes());
      if (error != null) {
        own.callback().refused(error);
      } else {
        own.callback().applied(outcome);
      }
    }
    for (Pending pending : lost) {
      pending.callback().refused(new RegionError.StaleCommand());
    }
  }

  /**
   * This replica leads no more, so nothing here can hasten the end of what it has proposed. The
   * room is given back, or a region that has lost its quorum would keep it from all others; what
   * becomes of the entries is still told when it is known.
   */
  void leadershipLost() {
    for (Map.Entry<Position, Pending> each : byPosition.entrySet()) {
      Pending pending = each.getValue();
      if (pending.sizeBytes() > 0) {
        budget.release(pending.sizeBytes());
        each.setValue(new Pending(0, pending.callback()));
        pending.callback().undecided();
      }
    }
  }

  /** A snapshot stands for everything up to {@code index}: what was in it cannot be told. */
  void coveredBySnapshot(long index) {
    List<Pending> covered = new ArrayList<>();
    for (Position position : List.copyOf(byPosition.keySet())) {
      Pending pending = position.index() <= index ? byPosition.remove(position) : null;
      if (pending != null) {
        budget.release(pending.sizeBytes());
        covered.add(pending);
      }
    }
    for (Pending pending : covered) {
      pending.callback().undetermined("a snapshot replaced the log");
    }
  }

  /** The replica ends, and why. */
  void closed(String why) {
    for (Pending pending : removeAll(byPosition)) {
      pending.callback().undetermined(why);
    }
  }

  int size() {
    return byPosition.size();
  }

  /** Whoever waits, waits for an index that is not applied yet: the fate of all others is known. */
  void checkInvariants(long regionId, long appliedIndex) {
    for (Position position : byPosition.keySet()) {
      Invariant.check(
          position.index() > appliedIndex,
          "TXN-6 a caller waits for an entry whose fate is known",
          "region",
          regionId,
          "index",
          position.index(),
          "applied",
          appliedIndex);
    }
  }

  private List<Pending> removeAll(Map<Position, Pending> view) {
    List<Pending> removed = new ArrayList<>(view.values());
    view.clear();
    for (Pending pending : removed) {
      budget.release(pending.sizeBytes());
    }
    return removed;
  }
}
