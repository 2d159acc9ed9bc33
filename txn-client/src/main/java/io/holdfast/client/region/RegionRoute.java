package io.holdfast.client.region;

import io.holdfast.protocol.id.RegionEpoch;
import io.holdfast.protocol.key.KeyRange;
import io.holdfast.protocol.key.ProtoBytes;
import io.holdfast.protocol.wire.kvrpcpb.Context;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.PeerRole;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.runtime.base.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A region as this client knows it, with the peer it takes for the leader.
 *
 * @param failures peers tried without success since the placement driver was last asked
 */
public record RegionRoute(
    Region region, RegionEpoch epoch, KeyRange bounds, Peer leader, int failures) {
  /** Without a known leader the first voter is tried. */
  static RegionRoute of(Region region, @Nullable Peer leader) {
    Peer target = leader != null && leader.getStoreId() != 0 ? leader : firstVoter(region);
    return new RegionRoute(
        region,
        RegionEpoch.of(region),
        new KeyRange(
            ProtoBytes.fromWire(region.getStartKey()), ProtoBytes.fromWire(region.getEndKey())),
        target,
        0);
  }

  private static Peer firstVoter(Region region) {
    for (Peer peer : region.getPeersList()) {
      if (peer.getRole() != PeerRole.Learner) {
        return peer;
      }
    }
    throw new IllegalArgumentException("region " + region.getId() + " has no voters");
  }

  /** The region's id. */
  public long id() {
    return region.getId();
  }

  /** First position. */
  public Bytes start() {
    return bounds.start();
  }

  /** Position behind the last one; empty is plus infinity. */
  public Bytes end() {
    return bounds.end();
  }

  /** What every request to the region carries. */
  public Context.Builder context() {
    return Context.newBuilder()
        .setRegionId(id())
        .setRegionEpoch(region.getRegionEpoch())
        .setPeer(leader);
  }

  /** The peer on a store; null when the region has none there. */
  @Nullable Peer peerOn(long storeId) {
    for (Peer peer : region.getPeersList()) {
      if (peer.getStoreId() == storeId) {
        return peer;
      }
    }
    return null;
  }

  /** Led by {@code peer}, which somebody named. */
  RegionRoute ledBy(Peer peer) {
    return new RegionRoute(region, epoch, bounds, peer, failures);
  }

  /** The next voter in turn; null when each was tried once. */
  @Nullable RegionRoute nextPeer() {
    int count = region.getPeersCount();
    if (failures + 1 >= count) {
      return null;
    }
    int at = 0;
    while (at < count && region.getPeers(at).getId() != leader.getId()) {
      at++;
    }
    for (int i = 1; i < count; i++) {
      Peer next = region.getPeers((at + i) % count);
      if (next.getRole() != PeerRole.Learner) {
        return new RegionRoute(region, epoch, bounds, next, failures + 1);
      }
    }
    return null;
  }
}
