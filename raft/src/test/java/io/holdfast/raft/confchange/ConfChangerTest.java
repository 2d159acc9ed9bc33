package io.holdfast.raft.confchange;

import static io.holdfast.raft.confchange.MemberChange.Kind.LEARNER;
import static io.holdfast.raft.confchange.MemberChange.Kind.NONE;
import static io.holdfast.raft.confchange.MemberChange.Kind.VOTER;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class ConfChangerTest {
  private static final Membership THREE =
      Membership.of(List.of(1L, 2L, 3L), List.of(), List.of(4L), List.of(), false);

  private static MemberChange change(MemberChange.Kind kind, long peer) {
    return new MemberChange(kind, peer);
  }

  private static Membership after(ConfChanger.Outcome outcome) {
    Membership after = outcome.after();
    if (after == null) {
      throw new AssertionError(outcome.refusal());
    }
    return after;
  }

  @Test
  void aLearnerIsPromoted() {
    Membership after = after(new ConfChanger(THREE).simple(List.of(change(VOTER, 4))));
    assertThat(after.incoming()).containsExactly(1L, 2L, 3L, 4L);
    assertThat(after.learners()).isEmpty();
  }

  @Test
  void aVoterIsDemotedInOneStep() {
    Membership after = after(new ConfChanger(THREE).simple(List.of(change(LEARNER, 3))));
    assertThat(after.incoming()).containsExactly(1L, 2L);
    assertThat(after.learners()).containsExactly(3L, 4L);
  }

  @Test
  void oneStepChangesOneVoterOnly() {
    ConfChanger changer = new ConfChanger(THREE);
    assertThat(changer.simple(List.of(change(VOTER, 5), change(NONE, 1))).refusal()).isNotNull();
    assertThat(changer.simple(List.of(change(VOTER, 5), change(VOTER, 6))).refusal()).isNotNull();
    // Any number of learners may change with it.
    assertThat(
            after(changer.simple(List.of(change(VOTER, 5), change(NONE, 4), change(LEARNER, 6))))
                .learners())
        .containsExactly(6L);
  }

  @Test
  void theLastVoterStays() {
    Membership one = Membership.of(List.of(1L), List.of(), List.of(), List.of(), false);
    assertThat(new ConfChanger(one).simple(List.of(change(NONE, 1))).refusal()).isNotNull();
    assertThat(new ConfChanger(one).enterJoint(List.of(change(LEARNER, 1)), true).refusal())
        .isNotNull();
  }

  @Test
  void aPeerIsNamedOnce() {
    assertThat(
            new ConfChanger(THREE)
                .enterJoint(List.of(change(VOTER, 5), change(NONE, 5)), false)
                .refusal())
        .isNotNull();
  }

  @Test
  void aDemotedVoterVotesUntilTheJointConfigurationIsLeft() {
    Membership joint =
        after(
            new ConfChanger(THREE).enterJoint(List.of(change(LEARNER, 3), change(VOTER, 4)), true));
    assertThat(joint.incoming()).containsExactly(1L, 2L, 4L);
    assertThat(joint.outgoing()).containsExactly(1L, 2L, 3L);
    assertThat(joint.learnersNext()).containsExactly(3L);
    assertThat(joint.isVoter(3)).isTrue();
    assertThat(joint.autoLeave()).isTrue();

    Membership left = after(new ConfChanger(joint).leaveJoint());
    assertThat(left.joint()).isFalse();
    assertThat(left.autoLeave()).isFalse();
    assertThat(left.learners()).containsExactly(3L);
    assertThat(left.isVoter(3)).isFalse();
  }

  @Test
  void inAJointConfigurationOnlyLeavingIsPossibleAndOutsideOnlyEntering() {
    Membership joint = after(new ConfChanger(THREE).enterJoint(List.of(change(VOTER, 5)), false));
    ConfChanger changer = new ConfChanger(joint);
    assertThat(changer.simple(List.of(change(VOTER, 6))).refusal()).isNotNull();
    assertThat(changer.enterJoint(List.of(change(VOTER, 6)), false).refusal()).isNotNull();
    assertThat(new ConfChanger(THREE).leaveJoint().refusal()).isNotNull();
  }

  /** However one gets there: the joint path and plain sets agree, and invariants hold (of()). */
  @Test
  void randomJointChangesEndWhereTheSetsSay() {
    SplittableRandom random = new SplittableRandom(11);
    Membership members = THREE;
    for (int i = 0; i < 20_000; i++) {
      TreeSet<Long> voters = new TreeSet<>(members.incoming());
      TreeSet<Long> learners = new TreeSet<>(members.learners());
      List<MemberChange> changes = new ArrayList<>();
      TreeSet<Long> named = new TreeSet<>();
      for (int k = random.nextInt(4); k >= 0; k--) {
        long peer = 1 + random.nextLong(8);
        MemberChange.Kind kind =
            switch (random.nextInt(3)) {
              case 0 -> VOTER;
              case 1 -> LEARNER;
              default -> NONE;
            };
        if (named.add(peer)) {
          changes.add(change(kind, peer));
          voters.remove(peer);
          learners.remove(peer);
          if (kind == VOTER) {
            voters.add(peer);
          } else if (kind == LEARNER) {
            learners.add(peer);
          }
        }
      }
      ConfChanger.Outcome entered = new ConfChanger(members).enterJoint(changes, false);
      if (voters.isEmpty()) {
        assertThat(entered.refusal()).isNotNull();
        continue;
      }
      Membership joint = after(entered);
      assertThat(joint.outgoing()).isEqualTo(members.incoming());
      members = after(new ConfChanger(joint).leaveJoint());
      assertThat(members.incoming()).isEqualTo(voters);
      assertThat(members.learners()).isEqualTo(learners);
    }
  }
}
