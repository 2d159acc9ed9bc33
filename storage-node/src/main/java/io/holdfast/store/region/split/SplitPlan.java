package io.holdfast.store.region.split;

import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.internal.SplitCommand;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.region.RegionDescriptor;
import java.util.ArrayList;
import java.util.List;

/**
 * The regions that a split makes of one: {@code parent} keeps the id and the right-most part,
 * {@code children} are the parts to its left in the order of their keys.
 *
 * <p>All parts get the parent's version plus the number of new regions, so that any of them is
 * newer than the region before the split (G1).
 */
public record SplitPlan(RegionDescriptor parent, List<RegionDescriptor> children) {
  /** Parts of one command; a longer list is cut by the proposer. */
  public static final int PARTS_MAX = 256;

  /** Copies. */
  public SplitPlan {
    children = List.copyOf(children);
  }

  /** All parts in the order of their keys. */
  public List<Region> regions() {
    List<Region> regions = new ArrayList<>();
    for (RegionDescriptor child : children) {
      regions.add(child.wire());
    }
    regions.add(parent.wire());
    return regions;
  }

  /** Why the command cannot be carried out on this region, or an empty text. */
  public static String objection(RegionDescriptor region, SplitCommand command) {
    if (!command.getRightDerive()) {
      return "the right part must keep the id";
    }
    if (command.getPartsCount() == 0 || command.getPartsCount() > PARTS_MAX) {
      return "number of parts " + command.getPartsCount();
    }
    Bytes previous = region.start();
    for (SplitCommand.Part part : command.getPartsList()) {
      Bytes key = ProtoBytes.fromWire(part.getSplitKey());
      if (key.compareTo(previous) <= 0 || !region.contains(key)) {
        return "split key out of order or range: " + key;
      }
      if (part.getNewPeerIdsCount() != region.peers().size()) {
        return "one new id for each of " + region.peers().size() + " peers expected";
      }
      previous = key;
    }
    return "";
  }

  /** Carries out a command without {@link #objection}. */
  public static SplitPlan of(RegionDescriptor region, SplitCommand command) {
    long version = region.version() + command.getPartsCount();
    List<RegionDescriptor> children = new ArrayList<>();
    Region.Builder rest = region.wire().toBuilder();
    rest.getRegionEpochBuilder().setVersion(version);
    for (SplitCommand.Part part : command.getPartsList()) {
      Region.Builder child =
          Region.newBuilder()
              .setId(part.getNewRegionId())
              .setStartKey(rest.getStartKey())
              .setEndKey(part.getSplitKey());
      child.getRegionEpochBuilder().setConfVer(region.confVersion()).setVersion(version);
      int i = 0;
      for (Peer peer : region.peers()) {
        child.addPeers(peer.toBuilder().setId(part.getNewPeerIds(i++)));
      }
      children.add(RegionDescriptor.of(child.build()));
      rest.setStartKey(part.getSplitKey());
    }
    return new SplitPlan(RegionDescriptor.of(rest.build()), children);
  }
}
