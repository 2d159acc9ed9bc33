package io.holdfast.store.region;

import io.holdfast.protocol.error.RegionError;
import io.holdfast.protocol.wire.kvrpcpb.Context;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.loop.LoopConfined;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request has come to the right place, in the order in which clients expect to hear of
 * it: cluster, store, region, peer, leader, data, term, epoch, and only then the keys, so that a
 * client with an old idea of the region learns of the new one and not of a key out of range.
 */
@LoopConfined("store")
public final class RequestChecks {
  /** How long a client should wait while the store is going down. */
  private static final long STOPPING_BACKOFF_MILLIS = 500;

  private final StoreContext store;

  /** For one store. */
  public RequestChecks(StoreContext store) {
    this.store = store;
  }

  /** Exactly one of the two is set. */
  public record Admission(@Nullable RegionPeer peer, @Nullable RegionError error) {
    static Admission to(RegionPeer peer) {
      return new Admission(peer, null);
    }

    static Admission refused(RegionError error) {
      return new Admission(null, error);
    }
  }

  /** May this request be served here? {@code followerToo}: reads that do not need the leader. */
  public Admission admit(Context context, boolean followerToo) {
    store.loop().checkOwned();
    if (store.health().stopping()) {
      return Admission.refused(
          new RegionError.ServerIsBusy("the store is going down", STOPPING_BACKOFF_MILLIS));
    }
    if (context.getClusterId() != 0 && context.getClusterId() != store.clusterId()) {
      return Admission.refused(
          new RegionError.Other(
              "mismatch cluster id, need "
                  + Long.toUnsignedString(store.clusterId())
                  + " but got "
                  + Long.toUnsignedString(context.getClusterId())));
    }
    if (context.hasPeer() && context.getPeer().getStoreId() != store.storeId()) {
      return Admission.refused(
          new RegionError.StoreNotMatch(context.getPeer().getStoreId(), store.storeId()));
    }
    RegionPeer peer = store.router().peer(context.getRegionId());
    if (peer == null) {
      return Admission.refused(new RegionError.RegionNotFound(context.getRegionId()));
    }
    if (context.hasPeer() && context.getPeer().getId() != peer.peerId()) {
      return Admission.refused(
          new RegionError.PeerNotMatch(context.getPeer().getId(), peer.peerId()));
    }
    RegionError error = objection(peer, context, followerToo);
    return error == null ? Admission.to(peer) : Admission.refused(error);
  }

  /**
   * The same for a replica that was admitted before and may have changed while the caller waited.
   */
  public @Nullable RegionError objection(RegionPeer peer, Context context, boolean followerToo) {
    if (store.health().stopping()) {
      return new RegionError.ServerIsBusy("the store is going down", STOPPING_BACKOFF_MILLIS);
    }
    if (peer.state() == RegionPeer.State.DESTROYED) {
      return new RegionError.RegionNotFound(context.getRegionId());
    }
    if (!followerToo && !peer.isLeader()) {
      return peer.notLeader();
    }
    if (peer.state() == RegionPeer.State.INSTALLING) {
      return new RegionError.DataIsNotReady(peer.id(), peer.peerId(), 0);
    }
    if (context.getTerm() != 0 && context.getTerm() < peer.term()) {
      return new RegionError.StaleCommand();
    }
    if (context.getRegionEpoch().getVersion() != peer.region().version()) {
      return peer.epochNotMatch(context.getRegionEpoch().getVersion());
    }
    return null;
  }

  /** The first of these positions that is not in the region, as an error. */
  public static @Nullable RegionError keysOutside(RegionPeer peer, Iterable<Bytes> positions) {
    for (Bytes position : positions) {
      if (!peer.region().contains(position)) {
        return new RegionError.KeyNotInRegion(
            position, peer.id(), peer.region().start(), peer.region().end());
      }
    }
    return null;
  }
}
