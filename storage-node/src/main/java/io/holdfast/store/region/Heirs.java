package io.holdfast.store.region;

import io.holdfast.raft.core.PeerProgress;
import java.util.ArrayList;
import java.util.List;

/**
 * Who could lead a region instead of its leader. A member that does not answer, or lacks much,
 * costs the region the whole time after which a transfer is given up (Thesis §3.10).
 */
public final class Heirs {
  /** Entries that a member may lack more than the best one and still be chosen. */
  private static final long BEHIND_MAX = 64;

  private Heirs() {}

  /** Voters that answer and lack next to nothing; empty where {@code peer} does not lead. */
  public static List<Long> of(RegionPeer peer) {
    List<PeerProgress> others = new ArrayList<>();
    long best = 0;
    for (PeerProgress progress : peer.group().progress()) {
      if (progress.peer() != peer.peerId()
          && progress.active()
          && !progress.learner()
          && !progress.needsSnapshot()) {
        others.add(progress);
        best = Math.max(best, progress.match());
      }
    }
    List<Long> able = new ArrayList<>();
    for (PeerProgress other : others) {
      if (other.match() + BEHIND_MAX >= best) {
        able.add(other.peer());
      }
    }
    return able;
  }
}
