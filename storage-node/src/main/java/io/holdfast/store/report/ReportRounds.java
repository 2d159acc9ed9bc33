package io.holdfast.store.report;

import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.store.region.RegionPeer;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which of the regions led here are reported when a period is over. The placement driver is told of
 * changes at once; what it is told in each period is for regions that live. One that rests has
 * nothing new since it was reported: it is reported in a slow round, for what may have changed
 * beside it.
 */
@LoopConfined("store")
final class ReportRounds {
  /** Periods of which a region at rest is reported in one. */
  static final int QUIET_PERIODS = 30;

  private final TreeMap<Long, Long> reportedAt = new TreeMap<>(); // Applied index, by region.
  private final TreeSet<Long> ordered = new TreeSet<>();
  private long period;

  /** A period is over. */
  void next() {
    period++;
  }

  /** True iff the region is to be reported in this period. */
  boolean due(RegionPeer peer) {
    Long reported = reportedAt.get(peer.id());
    return !peer.atRest()
        || reported == null
        || reported != peer.appliedIndex()
        || ordered.contains(peer.id())
        || Math.floorMod(peer.id() + period, QUIET_PERIODS) == 0;
  }

  /** The region was reported as it is now. */
  void reported(RegionPeer peer) {
    reportedAt.put(peer.id(), peer.appliedIndex());
    ordered.remove(peer.id());
  }

  /** The driver wants something of the region, and says so again with the next report. */
  void ordered(long regionId) {
    if (reportedAt.containsKey(regionId)) {
      ordered.add(regionId);
    }
  }

  /** The region is not led here any more, or not here. */
  void forget(long regionId) {
    reportedAt.remove(regionId);
    ordered.remove(regionId);
  }
}
