package io.holdfast.store.region;

import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.runtime.loop.LoopConfined;

/**
 * The greatest ids this store has seen in use, tombstones included. The placement driver hands all
 * ids out in rising order, so whatever it hands out from now on is greater; if it is not, the
 * driver works on an older copy of its data, and what it hands out is taken already (rule G11).
 */
@LoopConfined("store")
public final class KnownIds {
  private long greatestRegion;
  private long greatestPeer;
  private long greatestStore;

  /** What was seen of a region: its id, and the peers and stores that it names. */
  public void saw(RegionDescriptor region) {
    greatestRegion = Math.max(greatestRegion, region.id());
    for (Peer peer : region.peers()) {
      saw(peer);
    }
  }

  /** A peer was seen, of whatever region. */
  public void saw(Peer peer) {
    greatestPeer = Math.max(greatestPeer, peer.getId());
    greatestStore = Math.max(greatestStore, peer.getStoreId());
  }

  /** Greatest id of a region, 0 for none. */
  public long greatestRegion() {
    return greatestRegion;
  }

  /** Greatest id of a peer, 0 for none. */
  public long greatestPeer() {
    return greatestPeer;
  }

  /** Greatest of all: an id handed out after this call is greater. */
  public long greatest() {
    return Math.max(greatestStore, Math.max(greatestRegion, greatestPeer));
  }
}
