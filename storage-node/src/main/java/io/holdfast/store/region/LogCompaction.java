package io.holdfast.store.region;

import io.holdfast.protocol.wire.internal.CompactCommand;
import io.holdfast.protocol.wire.internal.RaftCommand;
import io.holdfast.raft.driver.MultiRaftDriver;
import io.holdfast.raft.wal.DurableIndex;
import io.holdfast.runtime.loop.LoopConfined;
import java.util.Map;
import java.util.TreeMap;

/**
 * Cuts the logs of the store's regions, in rounds. A leader proposes how far the log may be cut,
 * which is as far as {@link CutTarget} says; all replicas learn that target by applying it.
 * Physically a log is cut only up to what the engine has made durable: one engine sync per round
 * serves all regions (D2, D3).
 */
@LoopConfined("store")
public final class LogCompaction implements DurableIndex {
  private final StoreContext store;
  private final MultiRaftDriver driver;
  private final Map<Long, Long> durable = new TreeMap<>();
  private boolean syncing;
  private LogBounds bounds;

  /** For all replicas of the store. */
  public LogCompaction(StoreContext store, MultiRaftDriver driver) {
    this.store = store;
    this.driver = driver;
    this.bounds = store.limits().log();
  }

  /** One round. */
  public void tick() {
    store.loop().checkOwned();
    boolean wanted = false;
    long costBytes = 0;
    int regions = 0;
    for (RegionPeer peer : store.router().peers()) {
      if (peer.isLeader()) {
        proposeTarget(peer);
      }
      costBytes += driver.log().costAfter(peer.id(), 0);
      regions++;
      wanted |= peer.state() == RegionPeer.State.SERVING && peer.cutWanted();
    }
    bounds = store.limits().log().share(costBytes, regions); // For the next round.
    if (wanted && !syncing) {
      sync();
    }
  }

  @Override
  public long durableApplied(long regionId) {
    RegionPeer peer = store.router().peer(regionId);
    long applied = peer == null ? 0 : peer.appliedIndex();
    return Math.min(applied, durable.getOrDefault(regionId, 0L));
  }

  /** The engine was synced when it held this position of the region. */
  public void durable(long regionId, long index) {
    durable.merge(regionId, index, Math::max);
  }

  /** The replica is gone. */
  public void forget(long regionId) {
    durable.remove(regionId);
  }

  private void proposeTarget(RegionPeer peer) {
    long target =
        CutTarget.of(
            peer.appliedIndex(),
            peer.group().firstIndex(),
            peer.group().progress(),
            index -> driver.log().costAfter(peer.id(), index),
            bounds);
    if (target <= peer.truncationTarget()) {
      return;
    }
    peer.propose(
        RaftCommand.newBuilder().setCompact(CompactCommand.newBuilder().setIndex(target)),
        peer.term(),
        IGNORED);
  }

  private void sync() {
    syncing = true;
    TreeMap<Long, Long> known = new TreeMap<>();
    for (RegionPeer peer : store.router().peers()) {
      if (peer.state() == RegionPeer.State.SERVING) {
        known.put(peer.id(), peer.appliedIndex());
      }
    }
    store
        .apply()
        .inOrder(
            engine -> {
              engine.syncWal();
              store.loop().execute(() -> synced(known));
            });
  }

  private void synced(Map<Long, Long> known) {
    syncing = false;
    for (Map.Entry<Long, Long> one : known.entrySet()) {
      RegionPeer peer = store.router().peer(one.getKey());
      if (peer != null && peer.state() == RegionPeer.State.SERVING) {
        durable(one.getKey(), one.getValue());
        peer.cutLog();
      }
    }
    driver.purge(this);
  }

  private static final ProposalCallback IGNORED =
      new ProposalCallback() {
        @Override
        public void applied(CommandOutcome outcome) {}

        @Override
        public void refused(io.holdfast.protocol.error.RegionError error) {}

        @Override
        public void undetermined(String reason) {}
      };
}
