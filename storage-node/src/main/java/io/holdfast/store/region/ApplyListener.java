package io.holdfast.store.region;

import java.util.List;

/** Where results of the apply loop arrive, on the store loop. */
public interface ApplyListener {
  /** One round was written to the engine; regions in the order of their first entry. */
  void onApplied(List<AppliedBatch> round);

  /** An entry of the region could not be applied; the mark that says so is durable. */
  void onBroken(BrokenRegion region);

  /** How much room the disk has, whenever that has changed. */
  void onDisk(DiskState state);
}
