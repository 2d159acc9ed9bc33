package io.holdfast.store.report;

import io.holdfast.raft.core.ConfState;
import io.holdfast.raft.core.RaftEvents;
import io.holdfast.raft.core.Role;
import io.holdfast.raft.core.SnapshotMeta;
import io.holdfast.store.report.StoreLog.Event;

/** What a replica's Raft node tells, for people. */
public record RegionRaftEvents(StoreLog log, long regionId) implements RaftEvents {
  @Override
  public void onRole(Role role, long term, long leader) {
    if (role == Role.LEADER) {
      log.tell(Event.ELECTED, regionId, "term " + term);
    } else if (role == Role.CANDIDATE) {
      log.tell(Event.CAMPAIGN, regionId, "term " + term);
    }
  }

  @Override
  public void onStepDown(long term, String why) {
    log.tell(Event.STEPPED_DOWN, regionId, "term " + term + ", " + why);
  }

  @Override
  public void onTruncated(long index) {
    log.tell(Event.TRUNCATED, regionId, "from index " + index);
  }

  @Override
  public void onConf(ConfState conf) {
    log.tell(Event.MEMBERS, regionId, conf.toString());
  }

  @Override
  public void onRestored(SnapshotMeta meta) {
    log.tell(Event.SNAPSHOT, regionId, "index " + meta.index());
  }

  @Override
  public void onTransfer(long peer) {
    if (peer != 0) {
      log.tell(Event.TRANSFER, regionId, "to peer " + peer);
    }
  }
}
