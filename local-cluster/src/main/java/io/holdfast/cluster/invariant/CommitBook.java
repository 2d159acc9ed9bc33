package io.holdfast.cluster.invariant;

import io.holdfast.raft.core.Entry;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.store.region.AppliedBatch;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which entry every index of every region was committed with, and whether it had an effect. */
final class CommitBook {
  /** {@code outcome} is what apply made of it on the first store that told: 0 while nobody did. */
  private static final class Committed {
    private final long term;
    private final int content;
    private int outcome;

    Committed(long term, int content) {
      this.term = term;
      this.content = content;
    }
  }

  private final Map<Long, TreeMap<Long, Committed>> regions = new TreeMap<>();

  void committed(String store, long regionId, List<Entry> entries) {
    TreeMap<Long, Committed> known = regions.computeIfAbsent(regionId, id -> new TreeMap<>());
    for (Entry entry : entries) {
      int content = entry.data().hashCode() * 31 + entry.kind().ordinal();
      Committed other = known.putIfAbsent(entry.index(), new Committed(entry.term(), content));
      if (other != null && (other.term != entry.term() || other.content != content)) {
        throw Invariant.unreachable(
            "RAFT-4 two entries are committed at one index region="
                + regionId
                + " index="
                + entry.index()
                + " terms="
                + other.term
                + ","
                + entry.term()
                + " second on "
                + store);
      }
    }
  }

  void applied(String store, AppliedBatch batch) {
    TreeMap<Long, Committed> known = regions.get(batch.regionId());
    if (known == null) {
      return;
    }
    for (AppliedBatch.AppliedEntry entry : batch.entries()) {
      Committed committed = known.get(entry.index());
      if (committed == null) {
        continue;
      }
      int outcome = entry.error() == null ? 1 : 2 + entry.error().kind().ordinal();
      if (committed.outcome == 0) {
        committed.outcome = outcome;
      }
      Invariant.check(
          committed.outcome == outcome && committed.term == entry.term(),
          "RAFT-4 one entry has two effects",
          "region",
          batch.regionId(),
          "index",
          entry.index(),
          "store",
          Long.parseLong(store.substring(store.lastIndexOf('-') + 1)));
    }
  }
}
