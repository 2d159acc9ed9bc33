package io.holdfast.cluster.invariant;

import io.holdfast.protocol.wire.metapb.Peer;
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

  /** What an id stands for: a replica of that region on that store; the region itself on 0. */
  private record Use(long regionId, long storeId) {}

  private final Map<Long, TreeMap<Epoch, RegionDescriptor>> regions = new TreeMap<>();
  private final Map<Long, Use> ids = new TreeMap<>();

  void see(RegionPeer peer) {
    see(peer.region());
  }

  private void see(RegionDescriptor region) {
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
    if (before == null) {
      use(region.id(), new Use(region.id(), 0));
      for (Peer one : region.peers()) {
        use(one.getId(), new Use(region.id(), one.getStoreId()));
      }
    }
  }

  private void use(long id, Use use) {
    Use before = ids.putIfAbsent(id, use);
    if (before != null && !before.equals(use)) {
      throw Invariant.unreachable("G11 one id for two: " + id + ", " + before + " and " + use);
    }
  }

  /** True iff a region or replica of that id was ever applied anywhere. */
  boolean uses(long id) {
    return ids.containsKey(id);
  }

  /** The newest membership known of the region. */
  @Nullable RegionDescriptor newest(long regionId) {
    TreeMap<Epoch, RegionDescriptor> known = regions.get(regionId);
    return known == null ? null : known.lastEntry().getValue();
  }
}
