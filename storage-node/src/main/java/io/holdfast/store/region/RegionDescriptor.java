package io.holdfast.store.region;

import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.metapb.RegionEpoch;
import io.holdfast.raft.core.ConfState;
import io.holdfast.runtime.base.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a region is at one epoch: its range {@code [start, end)}, epoch and peers. Immutable.
 *
 * <p>Of two overlapping descriptors the one with the greater version is newer (G1).
 */
public final class RegionDescriptor {
  private final Region wire;
  private final Bytes start;
  private final Bytes end;
  private volatile @Nullable ConfState conf;

  private RegionDescriptor(Region wire) {
    this.wire = wire;
    this.start = ProtoBytes.fromWire(wire.getStartKey());
    this.end = ProtoBytes.fromWire(wire.getEndKey());
  }

  /** Wraps the wire form. */
  public static RegionDescriptor of(Region wire) {
    return new RegionDescriptor(wire);
  }

  /** The wire form. */
  public Region wire() {
    return wire;
  }

  /** Id of the region and of its Raft group. */
  public long id() {
    return wire.getId();
  }

  /** First key; empty is minus infinity. */
  public Bytes start() {
    return start;
  }

  /** First key behind; empty is plus infinity. */
  public Bytes end() {
    return end;
  }

  /** Changes with the range. */
  public long version() {
    return wire.getRegionEpoch().getVersion();
  }

  /** Changes with the peers. */
  public long confVersion() {
    return wire.getRegionEpoch().getConfVer();
  }

  /** Both. */
  public RegionEpoch epoch() {
    return wire.getRegionEpoch();
  }

  /** Members, in the order of their addition. */
  public List<Peer> peers() {
    return wire.getPeersList();
  }

  /** True iff {@code key} is in {@code [start, end)}. */
  public boolean contains(Bytes key) {
    return key.compareTo(start) >= 0 && (end.isEmpty() || key.compareTo(end) < 0);
  }

  /** True iff {@code [from, to)} is part of the region; an empty {@code to} is plus infinity. */
  public boolean containsRange(Bytes from, Bytes to) {
    return from.compareTo(start) >= 0
        && (end.isEmpty() || (!to.isEmpty() && to.compareTo(end) <= 0));
  }

  /** True iff the two have a key in common. */
  public boolean overlaps(Bytes otherStart, Bytes otherEnd) {
    return (otherEnd.isEmpty() || start.compareTo(otherEnd) < 0)
        && (end.isEmpty() || otherStart.compareTo(end) < 0);
  }

  /** The member with that id. */
  public @Nullable Peer peer(long peerId) {
    for (Peer peer : wire.getPeersList()) {
      if (peer.getId() == peerId) {
        return peer;
      }
    }
    return null;
  }

  /** The member on that store. */
  public @Nullable Peer peerOnStore(long storeId) {
    for (Peer peer : wire.getPeersList()) {
      if (peer.getStoreId() == storeId) {
        return peer;
      }
    }
    return null;
  }

  /** The Raft configuration that the peers' roles stand for. */
  public ConfState conf() {
    ConfState known = conf;
    if (known == null) {
      known = PeerRoles.conf(wire.getPeersList());
      conf = known; // Several loops may come here at once, and find the same.
    }
    return known;
  }

  /**
   * The wire form with the leader in front, for {@code EpochNotMatch}: clients take the first peer
   * of a returned region for its leader.
   */
  public Region withLeaderFirst(long leaderPeerId) {
    Peer leader = peer(leaderPeerId);
    if (leader == null || wire.getPeers(0).getId() == leaderPeerId) {
      return wire;
    }
    Region.Builder reordered = wire.toBuilder().clearPeers().addPeers(leader);
    for (Peer peer : wire.getPeersList()) {
      if (peer.getId() != leaderPeerId) {
        reordered.addPeers(peer);
      }
    }
    return reordered.build();
  }

  @Override
  public String toString() {
    return "region "
        + id()
        + " ["
        + start
        + ", "
        + (end.isEmpty() ? "+inf" : end)
        + ") v"
        + version()
        + " c"
        + confVersion();
  }
}
