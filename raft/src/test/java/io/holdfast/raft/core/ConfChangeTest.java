package io.holdfast.raft.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.runtime.base.Bytes;
import io.holdfast.runtime.base.InvariantViolation;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Membership changes one at a time (L17), and no campaign over an unapplied one (L18). */
final class ConfChangeTest {
  private static final ConfChange JOINT =
      ConfChange.enterJoint(
          List.of(
              new ConfChange.Change(ConfChange.Type.ADD_VOTER, 4),
              new ConfChange.Change(ConfChange.Type.ADD_LEARNER, Long.MAX_VALUE),
              new ConfChange.Change(ConfChange.Type.REMOVE, 1)),
          true,
          Bytes.utf8("epoch"));

  @Test
  void decodingGivesWhatWasEncoded() {
    for (ConfChange change :
        List.of(
            JOINT,
            ConfChange.enterJoint(JOINT.changes(), false, Bytes.EMPTY),
            ConfChange.leaveJoint(Bytes.utf8("x")),
            ConfChange.simple(ConfChange.Type.REMOVE, 7, Bytes.EMPTY))) {
      assertThat(ConfChange.decode(change.encode())).isEqualTo(change);
    }
  }

  @Test
  void theBytesAreThoseWrittenDownInTheClassComment() {
    assertThat(ConfChange.simple(ConfChange.Type.ADD_LEARNER, 3, Bytes.utf8("c")).encode().toHex())
        .isEqualTo("01" + "01" + "00000001" + "02" + "0000000000000003" + "63");
  }

  @Test
  void everyCutOfTheBytesIsRefusedUnlessItOnlyShortensTheContext() {
    Bytes bytes = JOINT.encode();
    int withoutContext = bytes.length() - JOINT.context().length();
    for (int length = 0; length < withoutContext; length++) {
      Bytes cut = bytes.slice(0, length);
      assertThatThrownBy(() -> ConfChange.decode(cut)).isInstanceOf(InvariantViolation.class);
    }
    assertThat(ConfChange.decode(bytes.slice(0, withoutContext)).changes())
        .isEqualTo(JOINT.changes());
  }

  @Test
  void onlyLeavingHasNoChanges() {
    assertThatThrownBy(() -> new ConfChange(List.of(), ConfChange.Transition.SIMPLE, Bytes.EMPTY))
        .isInstanceOf(InvariantViolation.class);
    assertThatThrownBy(
            () -> new ConfChange(JOINT.changes(), ConfChange.Transition.LEAVE_JOINT, Bytes.EMPTY))
        .isInstanceOf(InvariantViolation.class);
  }
}
