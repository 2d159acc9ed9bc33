package io.holdfast.raft.core;

import io.holdfast.raft.confchange.ConfChanger;
import io.holdfast.raft.confchange.MemberChange;
import io.holdfast.raft.confchange.Membership;
import java.util.ArrayList;
import java.util.List;

/** Between the public records of a configuration and the arithmetic of package confchange. */
final class Members {
  private Members() {}

  static Membership of(ConfState conf) {
    return Membership.of(
        conf.voters(),
        conf.votersOutgoing(),
        conf.learners(),
        conf.learnersNext(),
        conf.autoLeave());
  }

  static ConfState toConf(Membership members) {
    return new ConfState(
        List.copyOf(members.incoming()),
        List.copyOf(members.learners()),
        List.copyOf(members.outgoing()),
        List.copyOf(members.learnersNext()),
        members.autoLeave());
  }

  static ConfChanger.Outcome change(Membership members, ConfChange change) {
    ConfChanger changer = new ConfChanger(members);
    return switch (change.transition()) {
      case SIMPLE -> changer.simple(changes(change));
      case ENTER_JOINT -> changer.enterJoint(changes(change), false);
      case ENTER_JOINT_AUTO_LEAVE -> changer.enterJoint(changes(change), true);
      case LEAVE_JOINT -> changer.leaveJoint();
    };
  }

  private static List<MemberChange> changes(ConfChange change) {
    List<MemberChange> changes = new ArrayList<>(change.changes().size());
    for (ConfChange.Change each : change.changes()) {
      changes.add(
          new MemberChange(
              switch (each.type()) {
                case ADD_VOTER -> MemberChange.Kind.VOTER;
                case ADD_LEARNER -> MemberChange.Kind.LEARNER;
                case REMOVE -> MemberChange.Kind.NONE;
              },
              each.peer()));
    }
    return changes;
  }
}
