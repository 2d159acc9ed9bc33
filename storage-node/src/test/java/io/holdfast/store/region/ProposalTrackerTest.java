package io.holdfast.store.region;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.protocol.error.RegionError;
import io.holdfast.store.budget.SharedBudget;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProposalTrackerTest {
  private final SharedBudget.Part budget = new SharedBudget(100).newPart();
  private final ProposalTracker tracker = new ProposalTracker(budget);
  private final List<String> told = new ArrayList<>();

  private ProposalCallback caller(String name) {
    return new ProposalCallback() {
      @Override
      public void applied(CommandOutcome outcome) {
        told.add(name + " applied at " + outcome.index());
      }

      @Override
      public void refused(RegionError error) {
        told.add(name + " refused " + error.kind());
      }

      @Override
      public void undecided() {
        told.add(name + " undecided");
      }

      @Override
      public void undetermined(String reason) {
        told.add(name + " undetermined");
      }
    };
  }

  @Test
  void aCallerIsAnsweredWhenItsOwnEntryIsApplied() {
    tracker.add(7, 3, 10, caller("a"));
    assertThat(told).isEmpty();
    tracker.applied(7, 3, null, CommandOutcome.written(7));
    assertThat(told).containsExactly("a applied at 7");
    assertThat(budget.held()).isZero();
  }

  @Test
  void lostLeadershipGivesTheRoomBackOnceAndLeavesTheFateOpen() {
    tracker.add(7, 3, 10, caller("a"));
    tracker.leadershipLost();
    tracker.leadershipLost();
    assertThat(budget.held()).isZero();
    tracker.add(9, 5, 20, caller("b"));
    tracker.applied(7, 3, null, CommandOutcome.written(7));
    assertThat(told).containsExactly("a undecided", "a applied at 7");
    assertThat(budget.held()).isEqualTo(20);
  }

  @Test
  void anotherTermsEntryAtItsIndexMeansThatItIsLost() {
    tracker.add(7, 3, 10, caller("a"));
    tracker.applied(7, 4, null, CommandOutcome.written(7));
    assertThat(told).containsExactly("a refused STALE_COMMAND");
  }

  @Test
  void aRefusalAtApplyReachesTheCaller() {
    tracker.add(7, 3, 10, caller("a"));
    tracker.applied(7, 3, new RegionError.EpochNotMatch(List.of()), CommandOutcome.written(7));
    assertThat(told).containsExactly("a refused EPOCH_NOT_MATCH");
  }

  @Test
  void proposingAgainAtAnIndexSaysNothingOfWhatStoodThere() {
    // Raft, figure 8: with five voters another member may still hold the old entry, win a later
    // election with it and commit it. "Stale" would have the caller do it a second time.
    tracker.add(7, 3, 10, caller("a"));
    tracker.add(8, 3, 10, caller("b"));
    tracker.add(7, 5, 10, caller("c"));
    assertThat(told).isEmpty();
    tracker.applied(7, 3, null, CommandOutcome.written(7));
    assertThat(told).containsExactly("a applied at 7", "c refused STALE_COMMAND");
    tracker.applied(8, 6, null, CommandOutcome.written(8));
    assertThat(told).endsWith("b refused STALE_COMMAND").hasSize(3);
    assertThat(budget.held()).isZero();
  }

  @Test
  void anEntryOfALaterTermAnywhereBeforeItMeansThatItIsLost() {
    tracker.add(7, 3, 10, caller("a"));
    tracker.add(9, 3, 10, caller("b"));
    tracker.add(8, 5, 10, caller("c"));
    tracker.applied(7, 5, null, CommandOutcome.written(7));
    assertThat(told).containsExactly("a refused STALE_COMMAND", "b refused STALE_COMMAND");
    tracker.applied(8, 5, null, CommandOutcome.written(8));
    assertThat(told).endsWith("c applied at 8");
    assertThat(budget.held()).isZero();
  }

  @Test
  void anEntryOfAnEarlierTermAtItsIndexMeansThatItIsLost() {
    tracker.add(7, 5, 10, caller("a"));
    tracker.applied(7, 4, null, CommandOutcome.written(7));
    assertThat(told).containsExactly("a refused STALE_COMMAND");
    assertThat(tracker.size()).isZero();
  }

  @Test
  void nobodyKnowsWhatASnapshotSwallowed() {
    tracker.add(7, 3, 10, caller("a"));
    tracker.add(9, 3, 10, caller("b"));
    tracker.coveredBySnapshot(8);
    assertThat(told).containsExactly("a undetermined");
    tracker.closed("gone");
    assertThat(told).containsExactly("a undetermined", "b undetermined");
    assertThat(budget.held()).isZero();
  }
}
