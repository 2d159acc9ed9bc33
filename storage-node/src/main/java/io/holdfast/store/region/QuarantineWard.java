package io.holdfast.store.region;

import io.holdfast.protocol.wire.internal.Quarantine;
import io.holdfast.protocol.wire.internal.RegionLocalState;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.store.engine.EngineDiskFullException;
import io.holdfast.store.engine.KvEngine;
import io.holdfast.store.engine.WriteBatch;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replicas that are set aside: what they hold contradicts itself, their log, or the other members,
 * so nothing they say can be relied on (rule G12).
 *
 * <p>A replica in quarantine neither votes nor serves nor applies, now and after every restart; the
 * store and its other regions go on. To the region it is a member that is down: the placement
 * driver replaces it, and by its removal it is destroyed like any other. Its data and its log stay
 * untouched until then, for whoever wants to look.
 */
@LoopConfined("store")
final class QuarantineWard {
  private static final Logger LOG = LoggerFactory.getLogger(QuarantineWard.class);
  private static final long MARK_RETRY_NANOS = 1_000_000_000L;

  private final StoreContext store;
  private final TreeSet<Long> regions = new TreeSet<>();

  QuarantineWard(StoreContext store) {
    this.store = store;
  }

  /** Something was thrown while this replica worked: it is set aside, durably. */
  void setAside(RegionPeer peer, Quarantine.Cause cause, Throwable thrown) {
    Quarantine mark = QuarantineMark.of(cause, peer.appliedIndex(), thrown);
    if (admit(peer, mark, thrown)) {
      mark(peer, mark);
    }
  }

  /** The same by the apply loop, which has written the mark. */
  void setAsideByApply(RegionPeer peer, BrokenRegion broken) {
    admit(peer, broken.mark(), broken.cause());
  }

  private boolean admit(RegionPeer peer, Quarantine mark, Throwable thrown) {
    store.loop().checkOwned();
    if (!found(peer, mark)) {
      return false;
    }
    LOG.atError()
        .addKeyValue("store", store.storeId())
        .addKeyValue("region", peer.id())
        .addKeyValue("peer", peer.peerId())
        .addKeyValue("applied", peer.appliedIndex())
        .addKeyValue("cause", mark.getCause())
        .setCause(thrown)
        .log("Replica set aside until it is replaced: {}", mark.getReason());
    store.runtime().contained(thrown);
    return true;
  }

  /** A replica with a mark: from a former life, or a new one. False when it was aside already. */
  boolean found(RegionPeer peer, Quarantine mark) {
    if (peer.state() == RegionPeer.State.DESTROYED || !regions.add(peer.id())) {
      return false;
    }
    peer.setAside(mark);
    store.health().setQuarantined(regions.size());
    return true;
  }

  /** Writes the mark behind everything that is still being applied. */
  private void mark(RegionPeer peer, Quarantine mark) {
    store.apply().unregister(peer.id());
    store.apply().inOrder(engine -> write(engine, peer, mark));
  }

  private void write(KvEngine engine, RegionPeer peer, Quarantine mark) {
    RegionLocalState state = RegionStates.localState(engine, peer.id());
    if (state == null
        || state.getPeerId() != peer.peerId()
        || state.getState() == RegionLocalState.State.TOMBSTONE) {
      return;
    }
    WriteBatch batch = new WriteBatch();
    RegionStates.put(batch, QuarantineMark.on(state, mark));
    try {
      engine.write(batch);
      engine.syncWal();
    } catch (EngineDiskFullException e) {
      // Until there is room the replica is aside in memory; a restart would find the same again.
      store
          .loop()
          .execute(() -> store.loop().schedule(MARK_RETRY_NANOS, () -> markAgain(peer, mark)));
    }
  }

  private void markAgain(RegionPeer peer, Quarantine mark) {
    if (regions.contains(peer.id()) && !store.health().stopping()) {
      mark(peer, mark);
    }
  }

  /** The replica is gone. */
  void forget(long regionId) {
    regions.remove(regionId);
    store.health().setQuarantined(regions.size());
  }
}
