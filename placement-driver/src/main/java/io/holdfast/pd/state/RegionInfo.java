package io.holdfast.pd.state;

import io.holdfast.protocol.id.RegionEpoch;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.PeerRole;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.protocol.wire.pdpb.PeerStats;
import io.holdfast.runtime.base.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A region as its leader last described it.
 *
 * @param region id, range, epoch, peers
 * @param leader an element of the region's peers, field by field: clients compare; absent when
 *     nobody has reported since the start
 * @param term Raft term of the report, 0 when not known
 * @param pendingPeers peers that have not caught up with the leader
 * @param downPeers peers the leader does not hear of
 * @param sizeBytes approximate size
 */
public record RegionInfo(
    Region region,
    @Nullable Peer leader,
    long term,
    List<Peer> pendingPeers,
    List<PeerStats> downPeers,
    long sizeBytes) {
  /** Copies, and replaces the leader by its entry in the region. */
  public RegionInfo {
    leader = leader == null ? null : peer(region, leader.getId());
    pendingPeers = List.copyOf(pendingPeers);
    downPeers = List.copyOf(downPeers);
  }

  /** A region of which only the shape is known. */
  public static RegionInfo of(Region region) {
    return new RegionInfo(region, null, 0, List.of(), List.of(), 0);
  }

  private static @Nullable Peer peer(Region region, long peerId) {
    for (Peer peer : region.getPeersList()) {
      if (peer.getId() == peerId) {
        return peer;
      }
    }
    return null;
  }

  /** The region's id. */
  public long id() {
    return region.getId();
  }

  /** The region's range, in boundaries. */
  public KeyRange range() {
    return new KeyRange(start(), ProtoBytes.fromWire(region.getEndKey()));
  }

  /** Its first boundary. */
  public Bytes start() {
    return ProtoBytes.fromWire(region.getStartKey());
  }

  /** The region's epoch. */
  public RegionEpoch epoch() {
    return RegionEpoch.of(region);
  }

  /** The peer on a store. */
  public @Nullable Peer peerOnStore(long storeId) {
    for (Peer peer : region.getPeersList()) {
      if (peer.getStoreId() == storeId) {
        return peer;
      }
    }
    return null;
  }

  /** The peer of that id. */
  public @Nullable Peer peer(long peerId) {
    return peer(region, peerId);
  }

  /** True iff the leader says that the peer lags behind. */
  public boolean pending(long peerId) {
    return pendingPeers.stream().anyMatch(peer -> peer.getId() == peerId);
  }

  /** True iff the leader does not hear of the peer. */
  public boolean down(long peerId) {
    return downPeers.stream().anyMatch(stats -> stats.getPeer().getId() == peerId);
  }

  /** The leader, or the first voter as a guess that routes a client somewhere useful. */
  public @Nullable Peer leaderOrGuess() {
    if (leader != null) {
      return leader;
    }
    for (Peer peer : region.getPeersList()) {
      if (peer.getRole() == PeerRole.Voter) {
        return peer;
      }
    }
    return null;
  }
}
