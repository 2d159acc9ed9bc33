package io.holdfast.store.region;

import io.holdfast.protocol.error.RegionError;

/** Learns on the store loop what became of a proposal: once, but for {@link #undecided}. */
public interface ProposalCallback {
  /**
   * Leadership was lost before the end, which may now take any time: nothing should be held back
   * for its sake. One of the others still follows.
   */
  default void undecided() {}

  /** The entry is applied here, so every later read through this replica sees it. */
  void applied(CommandOutcome outcome);

  /** It had no effect and never will. */
  void refused(RegionError error);

  /** This replica cannot know any more whether it took effect. */
  void undetermined(String reason);
}
