package io.holdfast.store.region;

import io.holdfast.protocol.error.RegionError;
import io.holdfast.protocol.wire.internal.ConfChangeCommand;
import io.holdfast.protocol.wire.internal.RaftCommand;
import io.holdfast.raft.core.ConfChange;
import io.holdfast.raft.core.ConfState;
import io.holdfast.raft.core.PeerProgress;
import io.holdfast.runtime.base.Bytes;

/**
 * How a leader gets its region out of a joint configuration: by an entry like any other change of
 * the members, at the region's epoch, so that every replica applies it or none does (L17).
 */
final class JointEnd {
  private static final ProposalCallback IGNORED =
      new ProposalCallback() {
        @Override
        public void applied(CommandOutcome outcome) {}

        @Override
        public void refused(RegionError error) {} // Due again with the next tick.

        @Override
        public void undetermined(String reason) {}
      };

  private final RegionPeer peer;
  private long transferTriedIn;

  JointEnd(RegionPeer peer) {
    this.peer = peer;
  }

  /**
   * It is time. A leader that will not vote afterwards hands its leadership to one that will; when
   * that did not work within the term, it leaves all the same and steps down by it.
   */
  void due() {
    ConfState conf = peer.group().conf();
    if (!conf.voters().contains(peer.peerId()) && transferTriedIn != peer.term()) {
      transferTriedIn = peer.term();
      long heir = heir(conf);
      if (heir != 0) {
        peer.group().transferLeader(heir);
        return;
      }
    }
    RaftCommand context =
        RaftCommand.newBuilder()
            .setEpoch(peer.region().epoch())
            .setPeerId(peer.peerId())
            .setConfChange(ConfChangeCommand.getDefaultInstance())
            .build();
    peer.proposeConfChange(ConfChange.leaveJoint(Bytes.wrap(context.toByteArray())), IGNORED);
  }

  /** The remaining voter that has most of the log, 0 when none answers. */
  private long heir(ConfState conf) {
    long heir = 0;
    long most = -1;
    for (PeerProgress progress : peer.group().progress()) {
      boolean fit =
          conf.voters().contains(progress.peer())
              && progress.active()
              && !progress.needsSnapshot()
              && progress.peer() != peer.peerId();
      if (fit && progress.match() > most) {
        heir = progress.peer();
        most = progress.match();
      }
    }
    return heir;
  }
}
