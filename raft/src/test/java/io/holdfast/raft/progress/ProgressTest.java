package io.holdfast.raft.progress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ProgressTest {
  private static Progress replicating(long match) {
    Progress progress = new Progress(2, match + 1, 2, 1000);
    progress.acknowledged(match, 1);
    return progress;
  }

  @Test
  void aProbeIsOneMessageUntilAnAnswerOrASignOfLife() {
    Progress progress = new Progress(2, 5, 2, 1000);
    assertThat(progress.paused()).isFalse();
    progress.sent(3, 100, 0);
    assertThat(progress.paused()).isTrue();
    assertThat(progress.next()).isEqualTo(5);
    progress.resumeProbe();
    assertThat(progress.paused()).isFalse();
  }

  @Test
  void anAcknowledgedProbeBeginsToReplicate() {
    Progress progress = new Progress(2, 5, 2, 1000);
    progress.sent(3, 100, 0);
    assertThat(progress.acknowledged(7, 1)).isTrue();
    assertThat(progress.state()).isEqualTo(ProgressState.REPLICATE);
    assertThat(progress.match()).isEqualTo(7);
    assertThat(progress.next()).isEqualTo(8);
    assertThat(progress.acknowledged(7, 1)).isFalse();
  }

  /** Else two nodes that cannot agree would say so thousands of times a second. */
  @Test
  void aDenialOfWhatWasAcknowledgedIsAnsweredWithTheNextSignOfLife() {
    Progress progress = replicating(7);
    progress.sent(2, 100, 0);
    assertThat(progress.rejected(3)).as("it moved, so it is asked at once").isTrue();
    assertThat(progress.next()).isEqualTo(8);
    assertThat(progress.paused()).isFalse();
    progress.sent(2, 100, 0);
    assertThat(progress.rejected(3)).isFalse();
    progress.awaitSignOfLife();
    assertThat(progress.next()).isEqualTo(8);
    assertThat(progress.paused()).isTrue();
    progress.resumeProbe();
    assertThat(progress.paused()).isFalse();
  }

  @Test
  void anOldAcknowledgementDoesNotEndAProbe() {
    Progress progress = replicating(7);
    progress.becomeProbe();
    assertThat(progress.acknowledged(5, 1)).isFalse();
    assertThat(progress.state()).isEqualTo(ProgressState.PROBE);
    assertThat(progress.match()).isEqualTo(7);
  }

  @Test
  void replicatingMovesNextAheadUntilTheWindowIsFull() {
    Progress progress = replicating(7);
    progress.sent(2, 10, 0);
    progress.sent(1, 10, 0);
    assertThat(progress.next()).isEqualTo(11);
    assertThat(progress.paused()).isTrue();
    progress.acknowledged(9, 1);
    assertThat(progress.paused()).isFalse();
  }

  @Test
  void aRejectionWhileReplicatingGoesBackToWhatIsKnown() {
    Progress progress = replicating(7);
    progress.sent(3, 10, 0);
    assertThat(progress.isNewsRejection(7)).isFalse();
    assertThat(progress.isNewsRejection(9)).isTrue();
    progress.rejected(4);
    assertThat(progress.state()).isEqualTo(ProgressState.PROBE);
    assertThat(progress.next()).isEqualTo(8);
  }

  @Test
  void aRejectedProbeFollowsTheHintButNeverBelowWhatIsKnown() {
    Progress progress = new Progress(2, 20, 2, 1000);
    assertThat(progress.isNewsRejection(18)).isFalse();
    assertThat(progress.isNewsRejection(19)).isTrue();
    progress.rejected(11);
    assertThat(progress.next()).isEqualTo(11);
    progress.rejected(30);
    assertThat(progress.next()).isEqualTo(10);
    progress.rejected(0);
    assertThat(progress.next()).isEqualTo(1);
  }

  @Test
  void aSnapshotEndsWhenTheLogsMeetAgain() {
    Progress progress = new Progress(2, 1, 2, 1000);
    progress.becomeSnapshot(50);
    assertThat(progress.paused()).isTrue();
    progress.acknowledged(30, 40);
    assertThat(progress.state()).isEqualTo(ProgressState.SNAPSHOT);
    progress.acknowledged(39, 40);
    assertThat(progress.state()).isEqualTo(ProgressState.REPLICATE);
    assertThat(progress.next()).isEqualTo(40);
  }

  /** RAFT-7: the report of the host says little, since answers get lost; the peer is asked. */
  @Test
  void howeverASnapshotEndsItIsProbedBehindIt() {
    Progress progress = new Progress(2, 1, 2, 1000);
    progress.becomeSnapshot(50);
    progress.snapshotEnded(0);
    assertThat(progress.next()).isEqualTo(51);
    assertThat(progress.paused()).isTrue();
    assertThat(progress.reach()).isEqualTo(50);
    progress.becomeSnapshot(60);
    progress.snapshotEnded(70);
    assertThat(progress.next()).isEqualTo(71);
    assertThat(progress.reach()).isEqualTo(70);
    progress.checkInvariants(80);
  }

  @Test
  void aPeerWithoutTheSnapshotSaysSoItself() {
    Progress progress = new Progress(2, 1, 2, 1000);
    progress.becomeSnapshot(50);
    progress.snapshotEnded(0);
    assertThat(progress.isNewsRejection(50)).isTrue();
    progress.rejected(4);
    assertThat(progress.next()).isEqualTo(4);
    assertThat(progress.reach()).isZero();
  }

  @Test
  void anAcknowledgementFromBeforeTheGapDoesNotEndTheProbeBehindTheSnapshot() {
    Progress progress = new Progress(2, 1, 2, 1000);
    progress.becomeSnapshot(50);
    progress.snapshotEnded(0);
    assertThat(progress.acknowledged(9, 40)).isTrue();
    assertThat(progress.state()).isEqualTo(ProgressState.PROBE);
    assertThat(progress.next()).isEqualTo(51);
    progress.acknowledged(50, 40);
    assertThat(progress.state()).isEqualTo(ProgressState.REPLICATE);
    assertThat(progress.reach()).isEqualTo(50);
  }

  @Test
  void aCommitIndexIsToldOnceAndOnlyWhatThePeerHas() {
    Progress progress = replicating(7);
    assertThat(progress.needsCommit(5)).isTrue();
    progress.sent(0, 0, 5);
    assertThat(progress.needsCommit(5)).isFalse();
    progress.sent(0, 0, 9);
    assertThat(progress.needsCommit(9)).isFalse();
    progress.sent(2, 10, 9);
    assertThat(progress.needsCommit(9)).isFalse();
    assertThat(progress.needsCommit(10)).isFalse();
  }

  @Test
  void aPeerThatAnswersInEveryPeriodIsNeverSeenInactive() {
    Progress progress = new Progress(2, 5, 2, 1000);
    for (int period = 0; period < 3; period++) {
      progress.markActive();
      progress.clearActive();
      assertThat(progress.active()).isFalse();
      assertThat(progress.recentlyActive()).isTrue();
    }
    progress.clearActive();
    assertThat(progress.recentlyActive()).isFalse();
  }
}
