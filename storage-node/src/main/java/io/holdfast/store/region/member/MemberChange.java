package io.holdfast.store.region.member;

import io.holdfast.protocol.wire.internal.ConfChangeCommand;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.PeerRole;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.raft.core.ConfChange;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.store.region.RegionDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * One peer added as a learner, promoted to a voter, or removed. Changes go one at a time; the
 * membership counter of the epoch rises by one with each.
 */
public final class MemberChange {
  private MemberChange() {}

  /** Why the change does not fit the region, or an empty text. */
  public static String objection(RegionDescriptor region, ConfChangeCommand command) {
    if (command.getChangesCount() != 1) {
      return "exactly one change at a time";
    }
    ConfChangeCommand.Change change = command.getChanges(0);
    Peer wanted = change.getPeer();
    @Nullable Peer present = region.peer(wanted.getId());
    @Nullable Peer onStore = region.peerOnStore(wanted.getStoreId());
    return switch (change.getType()) {
      case ADD_LEARNER -> onStore == null && present == null ? "" : "the store has a peer already";
      case ADD_VOTER ->
          present != null
                  && present.getStoreId() == wanted.getStoreId()
                  && present.getRole() == PeerRole.Learner
              ? ""
              : "only a learner is promoted";
      case REMOVE ->
          present == null ? "no such peer" : region.peers().size() == 1 ? "the last peer" : "";
      case UNRECOGNIZED -> "unknown kind of change";
    };
  }

  /** The region after a change without {@link #objection}. */
  public static RegionDescriptor apply(RegionDescriptor region, ConfChangeCommand command) {
    ConfChangeCommand.Change change = command.getChanges(0);
    Peer wanted = change.getPeer();
    Region.Builder after = region.wire().toBuilder();
    after.getRegionEpochBuilder().setConfVer(region.confVersion() + 1);
    switch (change.getType()) {
      case ADD_LEARNER -> after.addPeers(wanted.toBuilder().setRole(PeerRole.Learner));
      case ADD_VOTER ->
          after.setPeers(
              position(region, wanted.getId()), wanted.toBuilder().setRole(PeerRole.Voter));
      case REMOVE -> after.removePeers(position(region, wanted.getId()));
      case UNRECOGNIZED -> throw new IllegalArgumentException("unknown kind of change");
    }
    return RegionDescriptor.of(after.build());
  }

  /** The change as the Raft core knows it, with the command as its context. */
  public static ConfChange toRaft(ConfChangeCommand command, Bytes context) {
    ConfChangeCommand.Change change = command.getChanges(0);
    ConfChange.Type type =
        switch (change.getType()) {
          case ADD_LEARNER -> ConfChange.Type.ADD_LEARNER;
          case ADD_VOTER -> ConfChange.Type.ADD_VOTER;
          case REMOVE -> ConfChange.Type.REMOVE;
          case UNRECOGNIZED -> throw new IllegalArgumentException("unknown kind of change");
        };
    return ConfChange.simple(type, change.getPeer().getId(), context);
  }

  private static int position(RegionDescriptor region, long peerId) {
    for (int i = 0; i < region.peers().size(); i++) {
      if (region.peers().get(i).getId() == peerId) {
        return i;
      }
    }
    throw new IllegalArgumentException("no peer " + peerId + " in " + region);
  }
}
