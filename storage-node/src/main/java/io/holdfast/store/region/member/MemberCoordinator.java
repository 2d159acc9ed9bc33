package io.holdfast.store.region.member;

import io.holdfast.protocol.wire.internal.ConfChangeCommand;
import io.holdfast.protocol.wire.internal.RaftCommand;
import io.holdfast.raft.core.PeerProgress;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.region.ProposalCallback;
import io.holdfast.store.region.RegionPeer;

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
    if (objection.isEmpty() && promotes(command) && !caughtUp(peer, command)) {
      objection = "the learner has not caught up";
    }
    if (objection.isEmpty() && removesSelf(peer, command)) {
      objection = "a leader does not remove itself";
    }
    if (objection.isEmpty()) {
      RaftCommand context =
          RaftCommand.newBuilder()
              .setEpoch(peer.region().epoch())
              .setPeerId(peer.peerId())
              .setConfChange(command)
              .build();
      peer.proposeConfChange(
          MemberChange.toRaft(command, Bytes.wrap(context.toByteArray())), callback);
    }
    return objection;
  }

  private static boolean promotes(ConfChangeCommand command) {
    return command.getChanges(0).getType() == ConfChangeCommand.Type.ADD_VOTER;
  }

  private static boolean removesSelf(RegionPeer peer, ConfChangeCommand command) {
    return command.getChanges(0).getType() == ConfChangeCommand.Type.REMOVE
        && command.getChanges(0).getPeer().getId() == peer.peerId();
  }

  private static boolean caughtUp(RegionPeer peer, ConfChangeCommand command) {
    for (PeerProgress progress : peer.group().progress()) {
      if (progress.peer() == command.getChanges(0).getPeer().getId()) {
        return !progress.needsSnapshot()
            && progress.match() > 0
            && progress.match() + CAUGHT_UP_ENTRIES >= peer.group().commitIndex();
      }
    }
    return false;
  }
}
