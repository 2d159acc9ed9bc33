package io.holdfast.store.region.member;

import io.holdfast.protocol.wire.internal.ConfChangeCommand;
import io.holdfast.protocol.wire.metapb.Peer;
import io.holdfast.protocol.wire.metapb.PeerRole;
import io.holdfast.protocol.wire.metapb.Region;
import io.holdfast.raft.confchange.ConfChanger;
import io.holdfast.raft.confchange.Membership;
import io.holdfast.raft.core.ConfChange;
import io.holdfast.raft.core.ConfState;
import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.Invariant;
import io.holdfast.store.region.PeerRoles;
import io.holdfast.store.region.RegionDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Peers added as learners, promoted to voters, demoted, or removed, all in one command. If more
 * than one voter comes or goes, it leads into a joint configuration (Thesis §4.3), which a command
 * without changes leaves. The membership counter of the epoch rises by one with each command.
 */
public final class MemberChange {
  private MemberChange() {}

  /** Why the change does not fit the region, or an empty text. */
  public static String objection(RegionDescriptor region, ConfChangeCommand command) {
    TreeSet<Long> newStores = new TreeSet<>();
    for (ConfChangeCommand.Change change : command.getChangesList()) {
      String objection = objection(region, change, joint(region, command));
      if (objection.isEmpty()
          && region.peer(change.getPeer().getId()) == null
          && !newStores.add(change.getPeer().getStoreId())) {
        objection = "two new peers for one store";
      }
      if (!objection.isEmpty()) {
        return objection;
      }
    }
    String refusal = outcome(region, command).refusal();
    return refusal == null ? "" : refusal;
  }

  private static String objection(
      RegionDescriptor region, ConfChangeCommand.Change change, boolean joint) {
    Peer wanted = change.getPeer();
    @Nullable Peer present = region.peer(wanted.getId());
    boolean sameStore = present != null && present.getStoreId() == wanted.getStoreId();
    return switch (change.getType()) {
      case ADD_LEARNER -> {
        boolean added = present == null && region.peerOnStore(wanted.getStoreId()) == null;
        boolean demoted = sameStore && present != null && present.getRole() == PeerRole.Voter;
        yield added || demoted ? "" : "the store has a peer already";
      }
      case ADD_VOTER ->
          sameStore && present != null && present.getRole() == PeerRole.Learner
              ? ""
              : "only a learner is promoted";
      case REMOVE -> {
        if (present == null) {
          yield "no such peer";
        }
        yield joint && present.getRole() == PeerRole.Voter
            ? "among several changes a voter is demoted, and removed later"
            : "";
      }
      case UNRECOGNIZED -> "unknown kind of change";
    };
  }

  /** The region after a change without {@link #objection}. */
  public static RegionDescriptor apply(RegionDescriptor region, ConfChangeCommand command) {
    ConfState after = after(region, command);
    Region.Builder changed = region.wire().toBuilder().clearPeers();
    changed.getRegionEpochBuilder().setConfVer(region.confVersion() + 1);
    for (Peer peer : region.peers()) {
      PeerRole role = PeerRoles.of(after, peer.getId());
      if (role != null) {
        changed.addPeers(peer.toBuilder().setRole(role));
      }
    }
    for (ConfChangeCommand.Change change : command.getChangesList()) {
      PeerRole role = PeerRoles.of(after, change.getPeer().getId());
      if (role != null && region.peer(change.getPeer().getId()) == null) {
        changed.addPeers(change.getPeer().toBuilder().setRole(role));
      }
    }
    return RegionDescriptor.of(changed.build());
  }

  /** The configuration after a change without {@link #objection}. */
  static ConfState after(RegionDescriptor region, ConfChangeCommand command) {
    ConfChanger.Outcome outcome = outcome(region, command);
    Membership after = outcome.after();
    if (after == null) {
      throw Invariant.unreachable(
          "L17 no such change of " + region + ": " + outcome.refusal() + " " + command);
    }
    return new ConfState(
        List.copyOf(after.incoming()),
        List.copyOf(after.learners()),
        List.copyOf(after.outgoing()),
        List.copyOf(after.learnersNext()),
        after.autoLeave());
  }

  private static ConfChanger.Outcome outcome(RegionDescriptor region, ConfChangeCommand command) {
    ConfState conf = region.conf();
    ConfChanger changer =
        new ConfChanger(
            Membership.of(
                conf.voters(),
                conf.votersOutgoing(),
                conf.learners(),
                conf.learnersNext(),
                conf.autoLeave()));
    if (command.getChangesCount() == 0) {
      return changer.leaveJoint();
    }
    List<io.holdfast.raft.confchange.MemberChange> changes = new ArrayList<>();
    for (ConfChangeCommand.Change change : command.getChangesList()) {
      changes.add(
          new io.holdfast.raft.confchange.MemberChange(
              switch (change.getType()) {
                case ADD_VOTER -> io.holdfast.raft.confchange.MemberChange.Kind.VOTER;
                case ADD_LEARNER -> io.holdfast.raft.confchange.MemberChange.Kind.LEARNER;
                case REMOVE, UNRECOGNIZED -> io.holdfast.raft.confchange.MemberChange.Kind.NONE;
              },
              change.getPeer().getId()));
    }
    return joint(region, command) ? changer.enterJoint(changes, true) : changer.simple(changes);
  }

  /** True iff more voters come and go than one step allows (Thesis §4.1). */
  private static boolean joint(RegionDescriptor region, ConfChangeCommand command) {
    int voters = 0;
    for (ConfChangeCommand.Change change : command.getChangesList()) {
      Peer present = region.peer(change.getPeer().getId());
      boolean votes = present != null && present.getRole() == PeerRole.Voter;
      boolean willVote = change.getType() == ConfChangeCommand.Type.ADD_VOTER;
      voters += votes == willVote ? 0 : 1;
    }
    return voters > 1;
  }

  /** The change of that region as the Raft core knows it, with the command as its context. */
  public static ConfChange toRaft(
      RegionDescriptor region, ConfChangeCommand command, Bytes context) {
    if (command.getChangesCount() == 0) {
      return ConfChange.leaveJoint(context);
    }
    List<ConfChange.Change> changes = new ArrayList<>();
    for (ConfChangeCommand.Change change : command.getChangesList()) {
      ConfChange.Type type =
          switch (change.getType()) {
            case ADD_LEARNER -> ConfChange.Type.ADD_LEARNER;
            case ADD_VOTER -> ConfChange.Type.ADD_VOTER;
            case REMOVE -> ConfChange.Type.REMOVE;
            case UNRECOGNIZED -> throw new IllegalArgumentException("unknown kind of change");
          };
      changes.add(new ConfChange.Change(type, change.getPeer().getId()));
    }
    return joint(region, command)
        ? ConfChange.enterJoint(changes, true, context)
        : new ConfChange(changes, ConfChange.Transition.SIMPLE, context);
  }
}
