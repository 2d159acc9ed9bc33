package io.holdfast.cluster.invariant;

import io.holdfast.raft.core.Lease;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.runtime.time.Clock;
import io.holdfast.store.region.RegionPeer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Who may read alone while somebody else is elected: nobody (L11, L13). Looks at all leaders of the
 * region so far that still run, paused ones included, at the instant of an election.
 */
final class LeaseBook {
  private final Map<Long, List<Holder>> leaders = new TreeMap<>();

  /** One life of one store. */
  record Life(Clock clock, BooleanSupplier alive) {}

  private record Holder(RegionPeer peer, Life life) {
    boolean gone() {
      return !life.alive().getAsBoolean()
          || peer.state() == RegionPeer.State.DESTROYED
          || peer.quarantine() != null;
    }
  }

  /** A replica leads a new term. */
  void see(RegionPeer peer, Life life) {
    List<Holder> holders = leaders.computeIfAbsent(peer.id(), id -> new ArrayList<>());
    holders.removeIf(holder -> holder.gone() || holder.peer() == peer);
    for (Holder holder : holders) {
      Lease lease = holder.peer().group().lease();
      Invariant.check(
          lease.term() >= peer.term() || !lease.covers(holder.life().clock().nanos()),
          "L11 a leader is elected while another reads alone",
          "region",
          peer.id(),
          "elected in",
          peer.term(),
          "other in",
          lease.term());
    }
    holders.add(new Holder(peer, life));
  }
}
