package io.holdfast.store.server;

import io.holdfast.raft.driver.MultiRaftDriver;
import io.holdfast.raft.group.RaftGroup;
import io.holdfast.store.apply.Applier;
import io.holdfast.store.region.RegionPeer;
import io.holdfast.store.region.RegionRouter;
import io.holdfast.store.txn.TxnScheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * What must hold in a store between two turns of its loops. Called by a world that can stop all of
 * them; costs what the last turns touched, and now and then everything.
 */
final class StoreInvariants {
  /** Between two looks at everything. */
  private static final int TURNS_PER_FULL_CHECK = 64;

  private final RegionRouter router;
  private final MultiRaftDriver driver;
  private final Applier applier;
  private final TxnScheduler scheduler;
  private long routerChanges = -1;
  private long seenTurn = -1;
  private int turns;

  StoreInvariants(
      RegionRouter router, MultiRaftDriver driver, Applier applier, TxnScheduler scheduler) {
    this.router = router;
    this.driver = driver;
    this.applier = applier;
    this.scheduler = scheduler;
  }

  /** Checks, and answers the replicas looked at: those with something new. */
  List<RegionPeer> check() {
    List<RegionPeer> recent = new ArrayList<>();
    TreeSet<Long> ids = new TreeSet<>();
    boolean everything = ++turns % TURNS_PER_FULL_CHECK == 0;
    if (everything) {
      recent.addAll(router.peers());
    } else {
      for (RaftGroup group : driver.recent(seenTurn)) {
        RegionPeer peer = ids.add(group.id()) ? router.peer(group.id()) : null;
        if (peer != null) {
          recent.add(peer);
        }
      }
    }
    seenTurn = driver.turns();
    ids.clear();
    for (RegionPeer peer : recent) {
      peer.checkInvariants();
      ids.add(peer.id());
    }
    applier.checkInvariants(ids, everything);
    scheduler.checkInvariants();
    if (router.changes() != routerChanges) {
      routerChanges = router.changes();
      router.checkInvariants();
    }
    return recent;
  }
}
