package io.holdfast.store.region;

import java.util.List;

/** What others want to know about the regions of this store; called on the store loop. */
public interface RegionEvents {
  /** Role, leader, range or members changed. */
  void changed(RegionPeer peer);

  /** The leader applied a split; all parts in the order of their keys. */
  void split(RegionPeer parent, List<RegionDescriptor> parts);

  /** The replica left this store. */
  void removed(long regionId);
}
