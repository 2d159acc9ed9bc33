package io.holdfast.cluster.invariant;

import io.holdfast.pd.state.RegionInfo;
import io.holdfast.protocol.id.RegionEpoch;
import io.holdfast.runtime.base.Invariant;
import java.util.Map;
import java.util.TreeMap;

/** What one process of the placement driver believes of regions: never goes back (G1). */
final class PictureBook {
  private final Map<Long, RegionEpoch> newest = new TreeMap<>();

  void sees(Iterable<RegionInfo> regions) {
    for (RegionInfo region : regions) {
      RegionEpoch before = newest.put(region.id(), region.epoch());
      Invariant.check(
          before == null || !region.epoch().isOlderThan(before),
          "G1 the placement driver believes an older shape of a region",
          "region",
          region.region(),
          "before",
          before);
    }
  }
}
