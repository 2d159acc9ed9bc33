package io.holdfast.store.server;

import io.holdfast.raft.wal.LogRoom;
import io.holdfast.runtime.loop.EventLoop;
import io.holdfast.runtime.loop.LoopConfined;
import io.holdfast.store.region.AppliedBatch;
import io.holdfast.store.region.ApplyListener;
import io.holdfast.store.region.BrokenRegion;
import io.holdfast.store.region.DiskState;
import io.holdfast.store.region.RegionRouter;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a store does when its engine's or its log's disk gets full: it says so, once, and lets
 * others lead, since a leader that can only refuse is of no use to writers. Once per full disk:
 * where all disks are full, leaderships would wander for ever.
 */
@LoopConfined("store")
final class FullDisk implements ApplyListener {
  private static final Logger LOG = LoggerFactory.getLogger(FullDisk.class);

  private final EventLoop loop;
  private final RegionRouter router;
  private final ApplyListener target;
  private final long storeId;
  private DiskState engine = DiskState.AMPLE;
  private boolean logFull;
  private boolean full;

  FullDisk(EventLoop loop, RegionRouter router, long storeId, ApplyListener target) {
    this.loop = loop;
    this.router = router;
    this.storeId = storeId;
    this.target = target;
  }

  @Override
  public void onApplied(List<AppliedBatch> round) {
    target.onApplied(round);
  }

  @Override
  public void onBroken(BrokenRegion region) {
    target.onBroken(region);
  }

  @Override
  public void onDisk(DiskState state) {
    loop.checkOwned();
    engine = state;
    look();
  }

  /** Of the log's disk. What waits there is not committed here, so reads need not wait for it. */
  void onLogRoom(LogRoom room) {
    loop.checkOwned();
    logFull = room != LogRoom.AMPLE;
    look();
  }

  private void look() {
    target.onDisk(engine == DiskState.AMPLE && logFull ? DiskState.RESERVE : engine);
    boolean now = engine != DiskState.AMPLE || logFull;
    if (now && !full) {
      LOG.atWarn()
          .addKeyValue("store", storeId)
          .addKeyValue("disk", logFull ? "raft-log" : "data")
          .log("The disk is full: writes are refused, reads go on, leaderships are handed over");
      new LeaderHandover(loop, router).begin(() -> {});
    } else if (!now && full) {
      LOG.atInfo().addKeyValue("store", storeId).log("There is room on the disk again");
    }
    full = now;
  }
}
