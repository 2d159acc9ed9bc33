package io.holdfast.store.region;

import java.util.List;

/** Where results of the apply loop arrive, on the store loop. */
public interface ApplyListener {
  /** One round was written to the engine; regions in the order of their first entry. */
  void onApplied(List<AppliedBatch> round);

  /** The engine has no room, or (false) has room again. */
  void onDiskFull(boolean full);
}
