package io.holdfast.store.region;

import io.holdfast.protocol.error.RegionError;

/** Learns once, on the store loop, what became of a proposal. */
public interface ProposalCallback {
  /** The entry is applied here, so every later read through this replica sees it. */
  void applied(CommandOutcome outcome);

  /** It had no effect and never will. */
  void refused(RegionError error);

  /** This replica cannot know any more whether it took effect. */
  void undetermined(String reason);
}
