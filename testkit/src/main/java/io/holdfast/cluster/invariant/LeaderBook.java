package io.holdfast.cluster.invariant;

import io.holdfast.runtime.base.Invariant;
import io.holdfast.store.region.RegionPeer;
import java.util.Map;
import java.util.TreeMap;

/** Who led which term of which region, since the cluster began. */
final class LeaderBook {
  private final Map<Long, TreeMap<Long, Long>> leaders = new TreeMap<>();

  /** A replica that leads. */
  void see(RegionPeer peer) {
    Long before =
        leaders
            .computeIfAbsent(peer.id(), id -> new TreeMap<>())
            .putIfAbsent(peer.term(), peer.peerId());
    if (before != null && before != peer.peerId()) {
      throw Invariant.unreachable(
          "RAFT-1 two leaders of one term region="
              + peer.id()
              + " term="
              + peer.term()
              + " peers="
              + before
              + ","
              + peer.peerId());
    }
  }
}
