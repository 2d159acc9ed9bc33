package io.holdfast.store.server;

import io.holdfast.raft.driver.MultiRaftDriver;
import io.holdfast.raft.group.RaftGroup;
import io.holdfast.store.apply.Applier;
import io.holdfast.store.region.RegionPeer;
import io.holdfast.store.region.RegionRouter;
import io.holdfast.store.txn.TxnScheduler;
import java.util.ArrayList;
import java.util.List;

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
  private final List<RegionPeer> recent = new ArrayList<>();
  private final List<Long> recentIds = new ArrayList<>();
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

  boolean sleeps(RegionPeer replica) {
    return driver.sleeps(replica.id());
  }

  /**
   * Checks, and answers the replicas looked at: those with something new. The list is good until
   * the next call.
   */
  List<RegionPeer> check() {
    recent.clear();
    recentIds.clear();
    boolean everything = ++turns % TURNS_PER_FULL_CHECK == 0;
    if (everything) {
      recent.addAll(router.peers());
    } else {
      for (RaftGroup group : driver.recent(seenTurn)) {
        RegionPeer peer = router.peer(group.id());
        if (peer != null && !recent.contains(peer)) { // A few at most.
          recent.add(peer);
        }
      }
    }
    seenTurn = driver.turns();
    for (RegionPeer peer : recent) {
      peer.checkInvariants();
      recentIds.add(peer.id());
    }
    applier.checkInvariants(recentIds, everything);
    scheduler.checkInvariants();
    if (router.changes() != routerChanges) {
      routerChanges = router.changes();
      router.checkInvariants();
    }
    return recent;
  }
}
