package io.holdfast.store.apply;

import io.holdfast.store.region.RegionDescriptor;

/** The apply side of one replica. Confined to the apply loop. */
final class ApplyRegion {
  final long peerId;
  RegionDescriptor region;
  long index;
  long term;

  /** The index at the last look of a check. */
  long checked = -1;

  /** An entry could not be applied: nothing is, from there on. */
  boolean broken;

  ApplyRegion(RegionDescriptor region, long peerId, long index, long term) {
    this.region = region;
    this.peerId = peerId;
    this.index = index;
    this.term = term;
  }

  long id() {
    return region.id();
  }
}
