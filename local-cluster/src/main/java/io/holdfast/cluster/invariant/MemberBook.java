package io.holdfast.cluster.invariant;

import io.holdfast.runtime.base.Invariant;
import io.holdfast.store.region.RegionDescriptor;
import io.holdfast.store.region.RegionPeer;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What every region was at every epoch, as applied anywhere; tells who was really removed. */
final class MemberBook {
  private record Epoch(long confVersion, long version) implements Comparable<Epoch> {
    @Override
    public int compareTo(Epoch other) {
      int byMembers = Long.compare(confVersion, other.confVersion);
      return byMembers != 0 ? byMembers : Long.compare(version, other.version);
    }
  }

  private final Map<Long, TreeMap<Epoch, RegionDescriptor>> regions = new TreeMap<>();

  void see(RegionPeer peer) {
    RegionDescriptor region = peer.region();
    RegionDescriptor before =
        regions
            .computeIfAbsent(region.id(), id -> new TreeMap<>())
            .putIfAbsent(new Epoch(region.confVersion(), region.version()), region);
    Invariant.check(
        before == null || before == region || before.wire().equals(region.wire()),
        "RAFT-4 a region has two descriptors at one epoch",
        "one",
        before,
        "other",
        region);
  }

  /** The newest membership known of the region. */
  @Nullable RegionDescriptor newest(long regionId) {
    TreeMap<Epoch, RegionDescriptor> known = regions.get(regionId);
    return known == null ? null : known.lastEntry().getValue();
  }
}
