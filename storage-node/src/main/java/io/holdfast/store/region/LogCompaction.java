package io.holdfast.store.region;

import io.holdfast.protocol.wire.internal.CompactCommand;
import io.holdfast.protocol.wire.internal.RaftCommand;
import io.holdfast.raft.core.PeerProgress;
import io.holdfast.raft.driver.MultiRaftDriver;
import io.holdfast.raft.wal.DurableIndex;
import io.holdfast.runtime.loop.LoopConfined;
import java.util.Map;
import java.util.TreeMap;

/**
 * Cuts the logs of the store's regions, in rounds. A leader proposes how far the log may be cut,
 * which is as far as every member has it, or beyond when a slow one holds back too much; all
 * replicas learn that target by applying it. Physically a log is cut only up to what the engine has
 * made durable: one engine sync per round serves all regions (D2, D3).
 */
@LoopConfined("store")
public final class LogCompaction implements DurableIndex {
  private final StoreContext store;
  private final MultiRaftDriver driver;
  private final Map<Long, Long> durable = new TreeMap<>();
  private boolean syncing;

  /** For all replicas of the store. */
  public LogCompaction(StoreContext store, MultiRaftDriver driver) {
    this.store = store;
    this.driver = driver;
  }

  /** One round. */
  public void tick() {
    store.loop().checkOwned();
    boolean wanted = false;
    for (RegionPeer peer : store.router().peers()) {
      if (peer.isLeader()) {
        proposeTarget(peer);
      }
      wanted |= peer.state() == RegionPeer.State.SERVING && peer.cutWanted();
    }
    if (wanted && !syncing) {
      sync();
    }
  }

  @Override
  public long durableApplied(long regionId) {
    RegionPeer peer = store.router().peer(regionId);
    long applied = peer == null ? 0 : peer.appliedIndex();
    return store.rules().purge().bound(applied, durable.getOrDefault(regionId, 0L));
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
    long applied = peer.appliedIndex();
    long lowest = applied;
    long lowestActive = applied;
    for (PeerProgress progress : peer.group().progress()) {
      lowest = Math.min(lowest, progress.match());
      if (progress.active() && !progress.needsSnapshot()) {
        lowestActive = Math.min(lowestActive, progress.match());
      }
    }
    long target = applied - lowest > store.limits().compactEntriesForced() ? lowestActive : lowest;
    if (target - peer.group().firstIndex() + 1 < store.limits().compactEntriesMin()
        || target <= peer.truncationTarget()) {
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
              if (store.rules().purge().syncsEngineFirst()) {
                engine.syncWal();
              }
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
