package io.holdfast.store.region.member;

import io.holdfast.protocol.wire.internal.ConfChangeCommand;
import io.holdfast.protocol.wire.internal.RaftCommand;
import io.holdfast.raft.core.ConfState;
import io.holdfast.raft.core.PeerProgress;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.region.ProposalCallback;
import io.holdfast.store.region.RegionPeer;
import java.util.List;

/** The leader's half of a membership change: may it be proposed now? */
public final class MemberCoordinator {
  /** Entries a learner may lack and still be promoted: about a heartbeat's worth of writes. */
  private static final long CAUGHT_UP_ENTRIES = 1000;

  private MemberCoordinator() {}

  /** Proposes the change; the reason when it is not the time for it, else an empty text. */
  public static String propose(
      RegionPeer peer, ConfChangeCommand command, ProposalCallback callback) {
    if (!peer.isLeader()) {
      return "not leader";
    }
    String objection = MemberChange.objection(peer.region(), command);
    for (ConfChangeCommand.Change change : command.getChangesList()) {
      if (objection.isEmpty()) {
        objection = objection(peer, change);
      }
    }
    if (objection.isEmpty() && !keepsQuorum(peer, command)) {
      objection = "too few of the remaining voters have caught up";
    }
    if (objection.isEmpty()) {
      RaftCommand context =
          RaftCommand.newBuilder()
              .setEpoch(peer.region().epoch())
              .setPeerId(peer.peerId())
              .setConfChange(command)
              .build();
      peer.proposeConfChange(
          MemberChange.toRaft(peer.region(), command, Bytes.wrap(context.toByteArray())), callback);
    }
    return objection;
  }

  private static String objection(RegionPeer peer, ConfChangeCommand.Change change) {
    long changed = change.getPeer().getId();
    if (change.getType() == ConfChangeCommand.Type.ADD_VOTER) {
      return caughtUp(peer, changed) ? "" : "the learner has not caught up";
    }
    if (changed == peer.peerId()) {
      return "a leader does not remove or demote itself";
    }
    boolean isNew = peer.region().peer(changed) == null;
    boolean lowId = peer.region().peers().stream().anyMatch(member -> member.getId() > changed);
    return isNew && lowId ? "the id of the new peer is not new (G11)" : "";
  }

  /**
   * True iff a majority of the voters after the change could elect a leader now; of both majorities
   * in a joint configuration. Without this, a replica that still waits for its snapshot may become
   * indispensable while it cannot vote.
   */
  private static boolean keepsQuorum(RegionPeer peer, ConfChangeCommand command) {
    ConfState after = MemberChange.after(peer.region(), command);
    return isHealthy(peer, after.voters())
        && (!after.joint() || isHealthy(peer, after.votersOutgoing()));
  }

  private static boolean isHealthy(RegionPeer peer, List<Long> voters) {
    long healthy = voters.stream().filter(voter -> caughtUp(peer, voter)).count();
    return healthy > voters.size() / 2;
  }

  private static boolean caughtUp(RegionPeer peer, long peerId) {
    for (PeerProgress progress : peer.group().progress()) {
      if (progress.peer() == peerId) {
        return peerId == peer.peerId()
            || (!progress.needsSnapshot()
                && progress.active()
                && progress.match() > 0
                && progress.match() + CAUGHT_UP_ENTRIES >= peer.group().commitIndex());
      }
    }
    return false;
  }
}
